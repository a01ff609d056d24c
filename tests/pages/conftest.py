"""The demo company, loaded once for all the tests of pages that walk its numbers."""

from datetime import UTC, datetime

import pytest

from core.actions import demo, organisation
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.text import Language
from tests import engines
from tests.pages.app import english, visit

FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_company() -> Ledger:
    """The demo company on a Friday; one of its people reads in English."""
    made = Ledger(engines.fresh(), TABLES)
    first = organisation.first_administrator(made, FRIDAY, "admin", "管理员", Language.ZH)
    demo.load(visit(made, first, FRIDAY), lambda _: None)
    english(made, int(made.snapshot()["person"].filter(username="xu.jiaming")["id"][0]))
    return made
