"""What a fresh server loads and works out before it is asked, so that the first visit does not wait for it."""

import gc
import importlib
import logging

from core import clock
from core.access import NOBODY, Person
from core.home import home
from core.store.engine import StoreUnavailable
from core.text import Language
from core.visit import Visit

LOG = logging.getLogger("tongpin")

# What the overview needs, slowest first; Streamlit loads pandas only when it draws a table.
_LIBRARIES = ("pandas", "altair", "pages.overview")


def up() -> None:
    """Load the libraries while the records are read, prepare the overview and Gantt charts in each language, keep it from the collector.

    A failure is logged and no more: whoever opens the page will be told of it.
    """
    try:
        for library in _LIBRARIES:
            overview = importlib.import_module(library)
        nobody = Person(NOBODY, "", "viewer", None, can_decide=False, projects=frozenset())
        for language in Language:
            overview.prepare(Visit(home().ledger, nobody, language, clock.now()))
        gantt = importlib.import_module("core.charts.gantt")
        for language in Language:
            gantt.prepare(language)
    except StoreUnavailable:
        return
    except Exception:
        LOG.exception("the server is not warmed up")
    # What is loaded now stays: the collector need not look at it again.
    gc.collect()
    gc.freeze()
