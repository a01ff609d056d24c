"""The whole app as of a past moment: marked, carried from page to page, complete, and read-only."""

from datetime import date
from typing import Any
from unittest.mock import patch

import pytest

from core.actions import (
    article,
    baseline,
    cadence,
    delivery,
    dependency,
    document,
    goal,
    issue,
    meeting,
    organisation,
    project,
    raci,
    request,
    resource,
    retrospective,
    risk,
    task,
    warning,
)
from core.text import Language
from tests import builders as b
from tests.pages.app import Screen

THEN = b.NOW - 3 * b.DAY
DAY = "2026-11-17"
EARLY = "2026-10-20"
BEGAN = "2026-10-21"
BEFORE = "截至 2026-10-20 24:00，还没有任何记录；第一条记录在 2026-10-21"
NOTHING = "截至 2026-10-21 24:00，这里还没有记录"

# Every page, and the main views of those that have several; a record of each kind is number 1.
PAGES: tuple[tuple[str, dict[str, Any]], ...] = (
    *((page, {}) for page in ("overview", "weekly", "trends", "my_work", "requests", "issues", "risks", "resources", "exchange")),
    *((page, {}) for page in ("projects", "tasks", "meetings", "delivery", "goals", "reviews")),
    *(("tasks", {"view": view}) for view in ("tree", "warnings", "updates")),
    *(("meetings", {"view": view}) for view in ("held", "plan")),
    *(("plan", {"view": view}) for view in ("wbs", "gantt", "raci", "baselines", "outlook", "assignments")),
    *(("settings", {"view": view}) for view in ("department", "person", "policy", "choice", "field", "calendar", "setting", "saves")),
    *(("settings", {"view": view, "id": 1}) for view in ("department", "person", "policy", "choice")),
    ("settings", {"view": "password"}),
    *((page, {"id": 1}) for page in ("requests", "issues", "risks", "resources", "projects", "tasks", "meetings", "delivery", "goals")),
    *(("projects", {"id": 1, "view": view}) for view in ("charter", "documents")),
    *(("reviews", {"id": 1}), ("reviews", {"article": 1}), ("reviews", {"view": "articles"})),
    *(("goals", {"view": "surveys"}), ("goals", {"survey": 1}), ("meetings", {"cadence": 1})),
)
FORMS = tuple((page, {"new": 1}) for page in ("requests", "issues", "risks", "resources", "projects", "tasks", "meetings", "goals"))


@pytest.fixture(scope="module")
def c() -> b.Company:
    """One record of every kind, four days old."""
    made, at = b.company(), THEN - b.DAY
    admin, coordinator = made.visit("admin", at), made.visit("coordinator", at)
    with made.ledger.batch():
        project.take_part(admin, b.participation(made))
        planned = task.plan(admin, b.task(made, deliverable="联调报告", starts_on=b.TODAY - 20 * b.DAY, due_on=b.TODAY - 2 * b.DAY))
        after = task.plan(admin, b.task(made, title="验收"))
        dependency.link(admin, b.dependency(planned, after))
        raci.assign(admin, made.projects["launch"], [b.letters(made, planned, base=made.ledger.snapshot().position)], "letters")
        request.save(coordinator, b.request(made))
        issue.report(admin, b.issue(made, found_at=at - b.HOUR))
        risk.report(admin, b.risk(made, probability=5))
        resource.ask(admin, b.resource(made))
        goal.save(admin, b.goal(made))
        goal.open_survey(admin, b.survey(made))
        meeting.plan(admin, b.meeting(made))
        cadence.save(admin, b.cadence(made))
        document.keep(admin, b.document(made))
        article.save(admin, b.article())
        retrospective.write(admin, b.retrospective(made, held_on=at.date()))
        delivery.submit(made.visit("contact", at), b.deliverable(planned))
    baseline.freeze(admin, b.baseline(made))
    warning.list_week(admin)
    return made


def app(c: b.Company, who: str, page: str, **query: Any) -> Screen:
    return Screen(c.ledger, c.people[who], page, query, b.NOW)


def saving(screen: Screen) -> list[str]:
    """What on the page would save something."""
    acts = [button.key for button in screen.button if (button.key or "").startswith(("act.", "new", "edit", "grid:"))]
    grids = [table for table in screen.get("dataframe") if table.proto.editing_mode]
    return [*acts, *(kind for kind in ("form", "file_uploader") for _ in screen.get(kind)), *("grid" for _ in grids)]


def test_every_page_opens_in_the_past_and_offers_nothing_that_saves(c: b.Company) -> None:
    contacts = [("contact", page, query) for page, query in PAGES[:6]]
    with c.unchanged():
        for who, page, query in (*(("admin", *one) for one in (*PAGES, *FORMS)), *contacts):
            screen = app(c, who, page, as_of=DAY, **query)
            assert not screen.exception, (page, query, screen.exception)
            assert not saving(screen), (who, page, query)


def test_the_same_pages_do_offer_it_now(c: b.Company) -> None:
    for page, query in (*FORMS[:4], ("plan", {"view": "wbs"}), ("settings", {"view": "setting"}), ("tasks", {"id": 1})):
        assert saving(app(c, "admin", page, **query)), (page, query)


def test_before_the_first_record_every_page_says_so_and_leads_to_the_first_day(c: b.Company) -> None:
    for page in sorted({page for page, _ in PAGES}):
        screen = app(c, "admin", page, as_of=EARLY)
        assert not screen.exception, (page, screen.exception)
        assert BEFORE in screen.words.replace("\u2060", ""), page
        assert not screen.metric, page
    assert BEFORE in app(c, "admin", "tasks", as_of=EARLY, id=1).words.replace("\u2060", "")
    screen.press("as_of.first")
    assert screen.query_params["as_of"] == BEGAN
    assert BEFORE not in screen.words.replace("\u2060", "")


def test_where_a_page_had_no_record_yet_it_says_so(c: b.Company) -> None:
    for page in ("requests", "issues", "risks", "resources", "tasks", "meetings", "goals", "reviews"):
        screen = app(c, "admin", page, as_of=BEGAN)
        assert not screen.exception, (page, screen.exception)
        assert NOTHING in screen.words.replace("\u2060", ""), page
    assert "那时还没有这条记录" in app(c, "admin", "tasks", as_of=BEGAN, id=1).words


def test_a_form_opened_now_is_not_saved_once_the_moment_is_past(c: b.Company) -> None:
    screen = app(c, "admin", "risks", new=1)
    screen.field("text_input", "form:risk.new.0.title").set_value("供应商延期")
    screen.query_params["as_of"] = DAY
    with c.unchanged():
        screen.button(key="form:risk.new.0.button.report").click().run()
    assert not screen.exception


def test_what_one_may_not_change_is_said_where_a_page_is_for_changing_it(c: b.Company) -> None:
    for page in ("exchange", "settings"):
        assert "过去的记录不能修改" in app(c, "admin", page, as_of=DAY).words


def test_the_history_of_a_record_ends_where_one_looks(c: b.Company) -> None:
    def versions(**query: str) -> list[str]:
        return app(c, "admin", "tasks", id=2, **query).dataframe[-1].value["时间"].tolist()

    task.report(c.visit("admin"), [b.update(2, base=c.row("task", 2)["version"])])
    now, then = versions(), versions(as_of=DAY)
    assert set(then) < set(now)
    assert max(then) < "2026-11-18" <= max(now)


def _top(_page: str) -> None:
    """What the door draws above a page."""
    from core.ui import as_of, as_of_key
    from core.ui.visitor import must

    visit = must()
    known = as_of_key.keep(visit)
    as_of.banner(visit)
    if not known:
        as_of.unknown(visit)
    as_of.control(visit)


def top(c: b.Company, **query: Any) -> Screen:
    """The control and the banner alone, the choice opened."""
    with patch("tests.pages.app._script", _top):
        screen = app(c, "viewer", "", **query)
    screen.session_state["as_of.choice"] = True
    screen.run()
    return screen


def test_whoever_looks_can_choose_a_moment_that_stays_until_he_is_back(c: b.Company) -> None:
    screen = top(c)
    assert "只读" not in screen.words
    screen.selectbox[0].select("baseline-1").run()
    assert screen.query_params["as_of"] == "baseline-1"
    assert "截至 2026-11-16 10:00 的样子，只读" in screen.words.replace("\u2060", "")
    # Another page, whose link says nothing of it.
    del screen.query_params["as_of"]
    screen.run()
    assert screen.query_params["as_of"] == "baseline-1"
    screen.press("as_of.back.banner")
    assert "as_of" not in screen.query_params
    assert "只读" not in screen.words


def test_a_day_is_chosen_by_its_date_and_let_go(c: b.Company) -> None:
    screen = top(c)
    screen.date_input[0].set_value(date(2026, 11, 17)).run()
    assert screen.query_params["as_of"] == DAY
    assert "截至 2026-11-17 24:00" in screen.words.replace("\u2060", "")
    screen.session_state["as_of.choice"] = True
    screen.run()
    screen.press("as_of.back.choice")
    assert "as_of" not in screen.query_params


@pytest.mark.parametrize("key", ["2099-01-01", "2026-11-20", "meeting-7", "<b>", "2026-11-17' OR 1=1"])
def test_a_link_that_names_no_past_moment_shows_now_and_says_so_once(c: b.Company, key: str) -> None:
    with patch("tests.pages.app._script", _top):
        screen = app(c, "viewer", "", as_of=key)
    assert "链接中的时点无法识别、还没有到" in screen.words
    assert "as_of" not in screen.query_params
    assert not screen.exception
    screen.run()
    assert "无法识别" not in screen.words
    assert "只读" not in screen.words


def test_a_comparison_with_no_past_moment_says_so_and_shows_the_figures(c: b.Company) -> None:
    screen = app(c, "viewer", "overview", compare="2099-01-01")
    assert "链接中的时点无法识别" in screen.words
    assert "compare" not in screen.query_params
    assert len(screen.metric) == 8


def test_a_past_moment_is_compared_with_now_which_is_offered_first(c: b.Company) -> None:
    screen = app(c, "viewer", "overview", compare="now", as_of=DAY)
    assert "对比：2026-11-17 24:00 与 现在" in screen.words.replace("\u2060", "")
    (box,) = (box for box in screen.selectbox if box.label == "对比的时点")
    assert (box.value, box.options[0]) == ("now", "现在")


def test_two_moments_are_compared_on_the_overview(c: b.Company) -> None:
    screen = app(c, "viewer", "overview", compare=DAY)
    assert "对比：2026-11-17 24:00 与 现在" in screen.words.replace("\u2060", "")
    figures = screen.table[0].value
    assert [name.replace("\\", "") for name in figures.columns[1:3]] == ["2026-11-17 24:00", "现在"]
    assert figures.iloc[5, 1:3].tolist() == ["1", "1"]
    screen.press("compare.stop")
    assert "compare" not in screen.query_params
    assert len(screen.metric) == 8


def test_the_comparison_reads_in_english_and_of_one_moment_says_so(c: b.Company) -> None:
    organisation.choose_language(c.visit("viewer"), Language.EN)
    try:
        screen = app(c, "viewer", "overview", compare=DAY, as_of="2026-11-18")
        assert "Compare 2026-11-17 24:00 with 2026-11-18 24:00" in screen.words.replace("\u2060", "")
        assert "Both moments are the same" in app(c, "viewer", "overview", compare=DAY, as_of=DAY).words
        assert "Nothing was recorded yet at 2026-10-20 24:00" in app(c, "viewer", "risks", as_of=EARLY).words.replace("\u2060", "")
    finally:
        organisation.choose_language(c.visit("viewer"), Language.ZH)
