"""One page as one person sees it, over a ledger in memory and at a moment of the test's choosing."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from streamlit.testing.v1 import AppTest

from core.actions import organisation
from core.schema.tables import TABLES
from core.store.invitations import Invitations
from core.store.ledger import Ledger
from core.text import Language
from core.visit import Visit, person
from tests import engines

# A Friday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)

ADMIN, LI, WANG, CHEN, SCREEN = 1, 2, 3, 4, 5
RESEARCH, MARKETING, LEGAL = 1, 2, 3


class Screen:
    """A page open in a browser: what AppTest offers, run under this person and clock. now may be moved between runs."""

    def __init__(self, ledger: Ledger, who: int, page: str, query: Mapping[str, object], now: datetime) -> None:
        self.ledger, self.who, self.now = ledger, who, now
        self.app = AppTest.from_function(_script, args=(page,), default_timeout=30)
        self.app.query_params.update({name: str(value) for name, value in query.items()})
        self._plain_run = self.app._run
        self.app._run = self._run  # type: ignore[method-assign]  # every click and every run of AppTest ends there
        self.app.run()

    def _run(self, *args: Any, **options: Any) -> AppTest:
        with (
            patch("core.home._home", SimpleNamespace(ledger=self.ledger, invitations=Invitations(self.ledger.engine))),
            patch("core.ui.visitor.signed_in", lambda: self.who),
            patch("core.clock.now", lambda: self.now),
        ):
            return self._plain_run(*args, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.app, name)

    @property
    def visit(self) -> Visit:
        """This person's visit, for looking at what was saved."""
        return visit(self.ledger, self.who, self.now)

    @property
    def words(self) -> str:
        """Every text on the page: headings, lines, notes, labels and problems."""
        kinds = ("title", "subheader", "markdown", "text", "caption", "info", "success", "warning", "error", "button")
        values = [str(getattr(element, "label", "") or element.value) for kind in kinds for element in getattr(self.app, kind)]
        return "\n".join(values).replace("\\", "")

    def field(self, kind: str, key: str) -> Any:
        """The input of that kind and key; those whose choices are translated have one in each language."""
        found = {element.key: element for element in getattr(self.app, kind)}
        return found.get(key) or found[f"{key}.{self.visit.language}"]

    def has(self, key: str) -> bool:
        """Whether there is a button with this key."""
        return any(button.key == key for button in self.app.button)

    def press(self, key: str) -> None:
        """Press the button with this key."""
        self.app.button(key=key).click().run()


def app(ledger: Ledger, who: int, page: str, *, now: datetime = NOW, **query: object) -> Screen:
    """Open a page (the name of its file) for a person, with these values in its URL."""
    return Screen(ledger, who, page, query, now)


def _script(page: str) -> None:
    from core.ui.render import render
    from core.ui.visitor import must

    render(page, must())


def visit(ledger: Ledger, who: int, now: datetime = NOW) -> Visit:
    """A visit of a person, for preparing records through the actions."""
    found = person(ledger.snapshot(), who)
    assert found is not None
    language = ledger.snapshot()["person"].filter(id=who)["language"][0]
    return Visit(ledger, found, Language(language), now)


def company() -> Ledger:
    """Three departments; Li and Wang are contact and lead, Chen coordinates, the meeting screen only looks. No other records."""
    ledger = Ledger(engines.fresh(), TABLES)
    organisation.first_administrator(ledger, NOW, "admin", "管理员", Language.ZH)
    for code, name, english in (("RD", "产品研发部", "R&D"), ("MKT", "市场营销部", "Marketing"), ("LEG", "法务合规部", "Legal")):
        organisation.save_department(visit(ledger, ADMIN), {"code": code, "name": name, "name_en": english})
    for username, name, department, role in (
        ("li", "李娜", RESEARCH, "contact"),
        ("wang", "王伟", MARKETING, "lead"),
        ("chen", "陈静", RESEARCH, "coordinator"),
        ("screen", "会议屏", None, "viewer"),
    ):
        values = {"username": username, "name": name, "department": department, "role": role, "can_decide": True}
        organisation.save_person(visit(ledger, ADMIN), values)
    return ledger


def english(ledger: Ledger, who: int) -> None:
    """Let a person read in English."""
    organisation.choose_language(visit(ledger, who), Language.EN)
