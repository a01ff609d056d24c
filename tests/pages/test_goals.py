"""Goals, readings and surveys as people meet them."""

from datetime import date, timedelta

import pytest

from core.actions import goal
from core.store.ledger import Ledger
from tests.pages.app import CHEN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit

TODAY = date(2026, 11, 20)


@pytest.fixture
def ledger() -> Ledger:
    return company()


def planned(ledger: Ledger, **values: object) -> int:
    given = {"name": "协作满意度", "category": "satisfaction", "source": "readings", "direction": "up", "unit": "%", "owner": LI}
    span = {"baseline_value": 70.0, "target_value": 90.0, "starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31)}
    return goal.save(visit(ledger, CHEN), {**given, **span, **values})


def opened(ledger: Ledger, kind: str = "csat", closes_on: date = TODAY, **values: object) -> int:
    given = {"title": "十一月协作满意度", "kind": kind, "about": [RESEARCH, MARKETING, LEGAL], "opens_on": TODAY, "closes_on": closes_on}
    return goal.open_survey(visit(ledger, CHEN), {**given, **values})


def read(ledger: Ledger, value: float, day: date) -> None:
    goal.record_reading(visit(ledger, CHEN), {"goal": 1, "value": value, "read_on": day})


def field(screen: Screen, kind: str, name: str, form: str, turn: int = 0) -> object:
    return screen.field(kind, f"form:{form}.{turn}.{name}")


def score(screen: Screen, department: int, survey: int = 1, turn: int = 0) -> object:
    return screen.segmented_control(key=f"survey:{survey}.{turn}.{department}.score")


def comment(screen: Screen, department: int, survey: int = 1, turn: int = 0) -> object:
    return screen.text_input(key=f"survey:{survey}.{turn}.{department}.comment")


def scores(ledger: Ledger) -> dict[int, int]:
    return dict(ledger.snapshot()["answer"].select("department", "score").iter_rows())


def test_an_empty_company_is_told_how_to_begin(ledger: Ledger) -> None:
    assert "还没有目标" in app(ledger, LI, "goals").words
    assert "还没有满意度调查" in app(ledger, LI, "goals", view="surveys").words


def test_a_coordinator_sets_a_goal(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "goals", new=1)
    field(screen, "text_input", "name", "goal.new").set_value("平均响应时间")
    field(screen, "segmented_control", "direction", "goal.new").set_value("down")
    field(screen, "number_input", "baseline_value", "goal.new").set_value(30.0)
    field(screen, "number_input", "target_value", "goal.new").set_value(40.0)
    field(screen, "date_input", "due_on", "goal.new").set_value(date(2027, 3, 1))
    screen.press("form:goal.new.0.button.save")
    assert "目标值与方向不一致" in screen.words
    assert field(screen, "text_input", "name", "goal.new").value == "平均响应时间"
    field(screen, "number_input", "target_value", "goal.new").set_value(12.0)
    screen.press("form:goal.new.0.button.save")
    assert screen.query_params["id"] == "1"
    assert "暂无数据" in screen.words


def test_a_reading_moves_the_goal(ledger: Ledger) -> None:
    planned(ledger)
    screen = app(ledger, LI, "goals", id=1)
    field(screen, "number_input", "value", "goal.1.read").set_value(91.0)
    screen.press("form:goal.1.read.0.button.save")
    assert not screen.error
    assert "已达成" in screen.words
    assert screen.dataframe[0].value["数值"].tolist() == [91.0]


def test_a_second_reading_of_a_day_corrects_the_first(ledger: Ledger) -> None:
    planned(ledger)
    read(ledger, 80, TODAY)
    screen = app(ledger, LI, "goals", id=1)
    field(screen, "number_input", "value", "goal.1.read").set_value(82.0)
    screen.press("form:goal.1.read.0.button.save")
    kept = ledger.snapshot()["reading"]
    assert (kept["value"].to_list(), kept["version"].to_list()) == ([82.0], [2])


@pytest.mark.parametrize(("day", "problem"), [(TODAY + timedelta(days=1), "日期不能晚于今天"), (None, "请填写日期")])
def test_a_reading_without_a_sound_day_is_refused_and_kept(ledger: Ledger, day: date | None, problem: str) -> None:
    planned(ledger)
    screen = app(ledger, LI, "goals", id=1)
    field(screen, "date_input", "read_on", "goal.1.read").set_value(day)
    field(screen, "number_input", "value", "goal.1.read").set_value(82.0)
    screen.press("form:goal.1.read.0.button.save")
    assert problem in screen.words
    assert field(screen, "number_input", "value", "goal.1.read").value == 82.0
    assert ledger.snapshot()["reading"].is_empty()


def test_the_list_shows_state_value_attainment_and_forecast(ledger: Ledger) -> None:
    planned(ledger)
    read(ledger, 80, TODAY - timedelta(days=10))
    read(ledger, 85, TODAY)
    row = app(ledger, LI, "goals").dataframe[0].value.iloc[0]
    assert (row["状态"], row["当前值"], row["达成度"], str(row["预计达成"])[:10]) == ("落后", 85.0, 75.0, "2026-11-30")


def test_whoever_may_not_plan_or_read_sees_a_goal_without_buttons(ledger: Ledger) -> None:
    planned(ledger, owner=CHEN)
    for who in (LI, WANG, SCREEN):
        screen = app(ledger, who, "goals", id=1)
        assert "协作满意度" in screen.words
        assert [button.key for button in screen.button] == ["back"]


def test_a_coordinator_opens_a_survey_and_everyone_else_is_asked(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "goals", view="surveys")
    screen.press("new_survey")
    field(screen, "text_input", "title", "survey.new").set_value("十一月协作满意度")
    field(screen, "multiselect", "about", "survey.new").set_value([MARKETING, LEGAL])
    screen.press("form:survey.new.0.button.save")
    assert screen.query_params["survey"] == "1"
    assert "填写中" in screen.words
    assert "“十一月协作满意度”等您评分，还有 2 个部门" in app(ledger, LI, "goals").words
    assert "还有 1 个部门" in app(ledger, WANG, "goals").words
    assert not app(ledger, SCREEN, "goals").has("answer.1")


def test_a_contact_scores_the_other_departments_at_once(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, LI, "goals")
    screen.press("answer.1")
    score(screen, MARKETING).set_value(5)
    score(screen, LEGAL).set_value(3)
    comment(screen, LEGAL).set_value("审核可再快些")
    screen.press("survey:1.submit")
    assert not screen.error
    assert scores(ledger) == {MARKETING: 5, LEGAL: 3}
    assert score(screen, LEGAL, turn=1).value == 3
    assert not app(ledger, LI, "goals").has("answer.1")


def test_scores_can_be_changed_and_changed_back(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, LI, "goals", survey=1)
    for turn, value in enumerate((5, 4, 5)):
        score(screen, MARKETING, turn=turn).set_value(value)
        screen.press("survey:1.submit")
        assert scores(ledger) == {MARKETING: value}


def test_a_comment_without_a_score_holds_back_all_and_stays(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, LI, "goals", survey=1)
    score(screen, MARKETING).set_value(5)
    comment(screen, LEGAL).set_value("审核可再快些")
    screen.press("survey:1.submit")
    assert "请先评分" in screen.words
    assert (score(screen, MARKETING).value, comment(screen, LEGAL).value) == (5, "审核可再快些")
    assert scores(ledger) == {}


def test_submitting_nothing_says_so(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, LI, "goals", survey=1)
    screen.press("survey:1.submit")
    assert "请至少给一个部门评分" in screen.words


def test_a_closed_survey_takes_no_scores(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, LI, "goals", survey=1)
    score(screen, MARKETING).set_value(5)
    screen.now = NOW + timedelta(days=1)
    screen.press("survey:1.submit")
    assert scores(ledger) == {}
    assert "已截止" in screen.words
    assert not screen.has("survey:1.submit")


@pytest.mark.parametrize(("kind", "given", "shown"), [("csat", (5, 2), "50%"), ("nps", (10, 3), "0")])
def test_results_show_n_and_grey_what_rests_on_few(ledger: Ledger, kind: str, given: tuple[int, int], shown: str) -> None:
    opened(ledger, kind)
    for who, value in zip((LI, CHEN), given, strict=True):
        goal.answer(visit(ledger, who), {"survey": 1, "department": LEGAL, "score": value})
    screen = app(ledger, WANG, "goals", survey=1)
    table = screen.table[0].value.replace(r"\\", "", regex=True)
    assert table.iloc[0].tolist()[:2] == [":gray[法务合规部]", f":gray[{shown}]"]
    assert table["n"].tolist() == [":gray[2]", ":gray[2]"]
    assert "不足 5 份" in screen.words


def test_a_goal_measured_by_a_survey_follows_it(ledger: Ledger) -> None:
    planned(ledger, source="survey")
    opened(ledger, goal=1)
    goal.answer(visit(ledger, LI), {"survey": 1, "department": LEGAL, "score": 5})
    screen = app(ledger, LI, "goals", id=1)
    assert "已达成" in screen.words
    assert not screen.has("form:goal.1.read.0.button.save")


@pytest.mark.parametrize(
    "query",
    [{}, {"new": 1}, {"id": 1}, {"id": 1, "edit": 1}, {"view": "surveys"}, {"survey": 0}, {"survey": 1}, {"survey": 1, "edit": 1}],
)
def test_every_view_is_drawn_in_english(ledger: Ledger, query: dict[str, int]) -> None:
    planned(ledger, name="CSAT")
    read(ledger, 80, TODAY)
    opened(ledger, title="November")
    english(ledger, CHEN)
    screen = app(ledger, CHEN, "goals", **query)
    assert not screen.exception
    assert not {"目标", "调查", "评分"} & set(screen.words.split())
    assert "满意" not in screen.words
