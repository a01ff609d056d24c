"""What holds for every test: no deadline for a single example, since a shared machine may pause at any of them."""

from functools import cache

from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

from tests import engines

# AppTest reads the metadata of every installed package at each run of a page, four fifths of its time: once is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

settings.register_profile("tongpin", deadline=None)
# For a machine that waits for the answer: as many examples as find what is broken, not those that find what is rare.
settings.register_profile("brief", deadline=None, max_examples=25)
settings.load_profile("tongpin")


def pytest_unconfigure() -> None:
    engines.stop()
