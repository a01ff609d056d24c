"""What holds for every test: no deadline for a single example, since a shared machine may pause at any of them."""

from hypothesis import settings

from tests import engines

settings.register_profile("tongpin", deadline=None)
settings.load_profile("tongpin")


def pytest_unconfigure() -> None:
    engines.stop()
