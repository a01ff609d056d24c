"""What holds for every test: no deadline for a single example, since a shared machine may pause at any of them."""

from hypothesis import settings

from tests import engines

settings.register_profile("tongpin", deadline=None)
# For a machine that waits for the answer: as many examples as find what is broken, not those that find what is rare.
settings.register_profile("brief", deadline=None, max_examples=25)
settings.load_profile("tongpin")


def pytest_unconfigure() -> None:
    engines.stop()
