"""Texts made to do harm, in every text of every record and on every page: shown as they are, and nothing else happens."""

import csv
import io
import os
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest

from core.actions import project, request, rules, task
from core.documents.cells import safe_cell
from core.documents.mapping import Outcome, Problem, Row
from core.documents.report import report
from core.documents.template import template
from core.schema.check import clean
from core.schema.tables import TABLES
from core.store.invitations import Invitation, Invitations
from core.store.ledger import Ledger
from core.store.sessions import Sessions
from core.store.verify import broken_at
from core.text import Language, Text
from core.ui import stage_frame
from core.ui.navigation import PAGES
from core.ui.words import plain
from pages import trends
from tests.pages.app import ADMIN, CHEN, LI, NOW, Screen, app, english, visit
from tests.trust.crafted import TEXTS, charted, crafted, live, shown_as_markdown

# Every record of every page in the full gate: TONGPIN_TRUST=full pytest tests/trust
FULL = os.environ.get("TONGPIN_TRUST") == "full"
SOME = range(1, len(TEXTS) + 1) if FULL else (1, 47)
SECTIONS = ("department", "person", "policy", "choice", "field", "calendar", "setting", "demo", "saves", "permissions")
LISTS = tuple(name for pages in PAGES.values() for name, *_ in pages if name not in {"exchange", "settings"})
RECORDS = tuple(name for name in LISTS if name not in {"overview", "my_work"})


@pytest.fixture(scope="module", params=list(Language))
def ledger(request: pytest.FixtureRequest) -> Iterator[Ledger]:
    """The crafted company, read by the administrator and by Li in this language."""
    made = crafted()
    kept = Sessions(made.engine)
    if request.param is Language.EN:
        english(made, ADMIN)
        english(made, LI)
    with patch("core.ui.session.sessions", lambda: kept):
        yield made
    made.engine.close()


def protos(screen: Screen) -> list[Any]:
    """The message of every element and of every container on the page."""
    return [node.proto for node in screen.app._tree if getattr(node, "proto", None) is not None]


# The code of our own component, word for word: no record is in it.
OURS = (stage_frame._HTML, stage_frame._CSS, stage_frame._JS)


def harmless(screen: Screen) -> None:
    """Fail when the page shows an error, or anything of a text came alive."""
    assert not screen.app.exception
    said = [(where, text) for proto in protos(screen) for where, text in shown_as_markdown(proto) if text not in OURS]
    # The grey of a segmented control is ours, what stands in it is not.
    alive = [(where, text[:200]) for where, text in said if live(text.removeprefix(":gray["))]
    assert alive == []


def test_each_text_for_markdown_comes_alive_as_it_is_and_not_when_it_is_made_plain() -> None:
    assert sum(live(text) is not None for text in TEXTS) > 35
    assert [text for text in TEXTS if live(plain(text))] == []


def test_a_plain_text_reads_as_it_was_typed() -> None:
    assert plain("2026-11-20 09:30 **a_b** (x) 50% & “好”").replace("\\", "") == "2026-11-20 09:30 **a_b** (x) 50% & “好”"


def test_every_text_is_kept_as_it_is_but_for_what_cannot_be_seen(ledger: Ledger) -> None:
    kept = "\n".join(ledger.snapshot()["request"]["background"])
    assert all((clean(text) or "")[:3999].strip() in kept for text in TEXTS)
    assert broken_at(ledger.engine, TABLES) is None


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("who", [ADMIN, LI])
def test_on_lists_and_dashboards(ledger: Ledger, page: str, who: int) -> None:
    harmless(app(ledger, who, page))


@pytest.mark.parametrize("page", RECORDS)
def test_on_records_their_forms_and_their_histories(ledger: Ledger, page: str) -> None:
    for record in SOME:
        harmless(app(ledger, ADMIN, page, id=record))
        harmless(app(ledger, LI, page, id=record, edit=1))
    harmless(app(ledger, ADMIN, page, id=SOME[-1], edit=1))
    harmless(app(ledger, ADMIN, page, new=1))


def test_on_the_communication_plan(ledger: Ledger) -> None:
    harmless(app(ledger, ADMIN, "meetings", view="plan"))
    harmless(app(ledger, ADMIN, "meetings", view="held"))
    for record in SOME:
        harmless(app(ledger, ADMIN, "meetings", cadence=record))
    harmless(app(ledger, ADMIN, "meetings", cadence=SOME[-1], edit=1))
    harmless(app(ledger, ADMIN, "meetings", new=1, issue=SOME[-1]))


def test_in_baselines_and_assignment_sheets(ledger: Ledger) -> None:
    for record in SOME:
        task.plan(visit(ledger, ADMIN), {"standard": TEXTS[record % len(TEXTS)][:4000]}, record)
        for who in (ADMIN, LI):
            harmless(app(ledger, who, "plan", project=record, view="baselines"))
            screen = app(ledger, who, "plan", project=record, view="assignments")
            harmless(screen)
            # The cells of a static table are markdown too.
            assert [cell for cell in screen.table[0].value.to_numpy().ravel() if live(cell)] == []


def test_in_a_charter_its_signatures_and_the_documents_of_a_project(ledger: Ledger) -> None:
    for record in SOME:
        project.save(visit(ledger, ADMIN), {"goal": TEXTS[record - 1][:4000]}, record)
        for who in (ADMIN, LI):
            harmless(app(ledger, who, "projects", id=record, view="charter"))
            harmless(app(ledger, who, "projects", id=record, view="documents"))
            harmless(app(ledger, who, "projects", id=record, view="documents", document=record))
        harmless(app(ledger, ADMIN, "projects", id=record, view="documents", search=TEXTS[record - 1][:100]))


def test_on_who_carries_what(ledger: Ledger) -> None:
    for record in SOME:
        who = ledger.snapshot()["project"].filter(id=record)["manager"][0]
        for query in ({}, {"by": "person"}, {"show": "load", "by": "person"}, {"show": "load", "by": "person", "cell": f"{who}.R"}):
            harmless(app(ledger, ADMIN, "plan", view="raci", project=record, **query))
        harmless(app(ledger, LI, "plan", view="raci", project=record))


def test_on_an_approved_request_that_is_to_be_launched(ledger: Ledger) -> None:
    for record in SOME:
        row = ledger.snapshot()["request"].filter(id=record).row(0, named=True)
        typed = {field.name: row[field.name] for field in TABLES["request"].typed}
        again = request.apply(visit(ledger, ADMIN), typed | {"project": None})
        request.decide(visit(ledger, CHEN), again, None, "approved")
        harmless(app(ledger, ADMIN, "requests", id=again))


def test_on_surveys(ledger: Ledger) -> None:
    harmless(app(ledger, ADMIN, "goals", view="surveys"))
    for record in SOME:
        harmless(app(ledger, ADMIN, "goals", survey=record))


@pytest.mark.parametrize("view", trends.VIEWS)
def test_on_the_trends_and_on_what_their_charts_open(ledger: Ledger, view: str) -> None:
    frames = ledger.snapshot()
    department, person, run = frames["department"]["id"][-1], frames["person"]["id"][-1], frames["project"]["id"][-1]
    chosen = {
        "trend": [
            {"by": "department", "at": f"{NOW:%Y-%m}-01.0"},
            {"by": "project", "measure": "planned"},
            {"project": run, "grain": "week"},
        ],
        "departments": [{"measure": "risks", "of": department, "way": department}],
        "handoffs": [{"pair": f"{department}.1"}, {"pair": f"{department}.{department}", "look": "median"}],
        "meetings": [{"department": department}],
        "load": [{"carried": department}, {"load": "owner", "carried": person}],
    }
    for query in chosen[view]:
        screen = app(ledger, LI, "trends", view=view, **query)
        harmless(screen)
        specified = [spec for proto in protos(screen) if (spec := charted(proto))]
        assert specified or view in {"handoffs", "meetings"}
        assert [spec for spec in specified if "evil" in spec] == []


def test_on_what_is_owed_and_handed_over(ledger: Ledger) -> None:
    for view in ("failed", "owed", "all"):
        harmless(app(ledger, ADMIN, "delivery", view=view))
    for record in SOME:
        harmless(app(ledger, ADMIN, "delivery", new=1, task=record))


def test_in_the_knowledge_base_and_in_what_is_found_there(ledger: Ledger) -> None:
    harmless(app(ledger, LI, "reviews", view="articles"))
    for record in SOME:
        harmless(app(ledger, ADMIN, "reviews", article=record))
        harmless(app(ledger, ADMIN, "reviews", view="articles", search=TEXTS[record - 1][:100]))
    for word in ("evil", "http", "material", "www", "red"):
        harmless(app(ledger, LI, "reviews", view="articles", search=word))
    harmless(app(ledger, ADMIN, "reviews", article=SOME[-1], edit=1))


def test_on_a_survey_opened_by_its_link(ledger: Ledger) -> None:
    kept = Invitations(ledger.engine)
    for record in SOME:
        (token,) = kept.issue(1, Invitation(record, None, NOW, ADMIN))
        harmless(app(ledger, ADMIN, "survey", token=token))


@pytest.mark.parametrize("section", SECTIONS)
def test_in_the_settings(ledger: Ledger, section: str) -> None:
    harmless(app(ledger, ADMIN, "settings", view=section))
    if section == "field":
        for record in range(1, len(TEXTS) + 1) if FULL else (1, 12, 20, 47):
            harmless(app(ledger, ADMIN, "settings", view=section, id=record))
    if section in {"department", "person", "choice"}:
        for record in SOME:
            harmless(app(ledger, ADMIN, "settings", view=section, id=record + 5, dictionary="urgency"))


def test_in_a_file_to_be_imported(ledger: Ledger) -> None:
    out = io.StringIO()
    texts = [text for text in TEXTS if clean(text) == text.strip() and len(text) < 100]
    csv.writer(out).writerows(
        [["title", "level", "departments", "found_at", *texts[:20]], *([text, text, text, "2026-11-01", *texts[:20]] for text in texts)]
    )
    for name in ("issue.csv", "![evil](http://evil.example) {0}.csv"):
        screen = app(ledger, ADMIN, "exchange", table="issue")
        screen.file_uploader[0].set_value((name, out.getvalue().encode(), "text/csv")).run()
        harmless(screen)


def test_in_a_refusal(ledger: Ledger) -> None:
    screen = app(ledger, ADMIN, "settings", view="policy", new=1)
    screen.field("text_input", "form:policy.new.0.level").set_value("![evil](http://evil.example) {0}")
    next(button for button in screen.app.button if button.proto.is_form_submitter).click().run()
    assert screen.app.error
    harmless(screen)


FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "=cmd|' /C calc'!A0",
    *TEXTS,
)


def runs(cell: object) -> bool:
    return isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\x00"))


def test_no_cell_of_a_report_is_a_formula() -> None:
    texts = [text.replace("\ud800", "").replace("\udfff", "") for text in FORMULAS]
    told = [Problem(place, text, "title", text, Text(text, text)) for place, text in enumerate(texts)]
    outcome = Outcome((Row(99, {}),), tuple(told), (98,), faults=(Text("=1", "=1"),))
    for language in Language:
        written = report(outcome, TABLES["issue"], language, written=True).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(written, newline="")))
        assert len(rows) == len(texts) + 4
        assert [cell for row in rows for cell in row if runs(cell)] == []


def test_no_cell_of_a_template_is_a_formula(ledger: Ledger) -> None:
    for text in ("=1+1", "@evil", "+evil", "-evil", "＝evil"):
        rules.save(visit(ledger, ADMIN), "choice", {"dictionary": "issue_level", "key": text, "zh": text, "en": text, "position": 0})
    words = {name: list(entries.values()) for name, entries in visit(ledger, ADMIN).vocabulary.items()}
    for table in TABLES.values():
        for language in Language:
            book = openpyxl.load_workbook(io.BytesIO(template(table, words, language)))
            cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
            assert [cell.value for cell in cells if cell.data_type == "f" or runs(cell.value)] == []


def test_a_cell_that_is_no_formula_stays_as_it_is() -> None:
    assert [safe_cell(text) for text in ("李娜", "1+1", "a=b", "")] == ["李娜", "1+1", "a=b", ""]
