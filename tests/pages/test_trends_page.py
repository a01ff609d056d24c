"""The trends as leaders read them, in both languages, full and empty."""

from datetime import timedelta

import pytest

from core.actions import issue, meeting, organisation, project, request, task
from core.measures import MEASURES
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.text import Language
from tests import engines
from tests.pages.app import ADMIN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """A project with a task, requests answered in time and late, an issue and a meeting, over five weeks."""
    made = company()
    plan = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN, NOW - 35 * DAY), plan | {"starts_on": (NOW - 35 * DAY).date(), "ends_on": (NOW + 60 * DAY).date()})
    work = {"project": 1, "kind": "task", "title": "接口联调", "department": RESEARCH, "owner": LI}
    task.plan(visit(made, WANG, NOW - 34 * DAY), work | {"starts_on": (NOW - 30 * DAY).date(), "due_on": (NOW - 2 * DAY).date()})
    for back, days in ((30, 1), (20, 5), (10, 1)):
        asked = {"title": "联合推广", "applicant_department": RESEARCH, "departments": [MARKETING], "urgency": "urgent"}
        made_request = request.apply(visit(made, LI, NOW - back * DAY), asked | {"background": "背景", "goal": "目标"})
        answer = {"request": made_request, "department": MARKETING, "decision": "accept"}
        request.answer(visit(made, WANG, NOW - back * DAY + days * DAY - timedelta(hours=1)), answer)
    found = {"title": "接口超时", "kind": "problem", "level": "urgent", "departments": [RESEARCH], "found_at": NOW - 9 * DAY}
    issue.report(visit(made, LI, NOW - 9 * DAY), found)
    when = {"starts_at": NOW - 3 * DAY, "ends_at": NOW - 3 * DAY + timedelta(hours=1)}
    meeting.plan(
        visit(made, WANG, NOW - 20 * DAY), {"project": 1, "kind": "weekly", "topic": "例会", "host": WANG, "attendees": [LI]} | when
    )
    return made


def test_the_trend_says_its_finding_its_target_and_when_there_is_too_little(ledger: Ledger) -> None:
    screen = app(ledger, SCREEN, "trends")
    assert not screen.exception
    assert "承诺兑现率" in screen.words
    assert "目标 90.0%" in screen.words
    assert "至少 8 个），不作预测" in screen.words
    assert "新品上市 启动" in screen.words
    assert "还没有去年同期的数据" in screen.words


def test_a_period_in_the_url_opens_its_rows_and_its_rule_and_can_be_let_go(ledger: Ledger) -> None:
    screen = app(ledger, LI, "trends", measure="response", by="department", at=f"2026-10-01.department-{MARKETING}")
    assert "2026-10 · 市场营销部" in screen.words
    assert MEASURES["response"].rule.zh in screen.words
    assert screen.dataframe[0].value["承诺"].tolist() == ["需求响应"]
    screen.press("at.let_go")
    assert not screen.dataframe
    assert "at" not in screen.query_params


def test_what_is_chosen_of_one_split_is_nothing_of_another(ledger: Ledger) -> None:
    screen = app(ledger, LI, "trends", measure="response", by="project", at=f"2026-10-01.department-{MARKETING}")
    assert not screen.dataframe


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("view", "zh", "en"),
    [
        ("departments", "全公司", "company"),
        ("handoffs", "产品研发部等市场营销部最久", "R&D waits longest for Marketing"),
        ("meetings", "会议通知按时率", "Meeting notice kept"),
        ("load", "产品研发部负担最重", "R&D carries most"),
    ],
)
def test_every_view_reads_in_both_languages(ledger: Ledger, view: str, zh: str, en: str, language: Language) -> None:
    if language is Language.EN:
        english(ledger, WANG)
    screen = app(ledger, WANG if language is Language.EN else LI, "trends", view=view)
    assert not screen.exception
    words = screen.words + "".join(str(metric.label) for metric in screen.metric)
    assert (zh if language is Language.ZH else en) in words


def test_a_cell_and_a_bar_open_the_rows_behind_them(ledger: Ledger) -> None:
    pair = app(ledger, LI, "trends", view="handoffs", pair=f"{RESEARCH}.{MARKETING}")
    assert len(pair.dataframe[0].value) == 3
    load = app(ledger, LI, "trends", view="load", carried=RESEARCH)
    assert load.dataframe[0].value["任务名称"].tolist() == ["接口联调"]


def test_whatever_stands_in_the_url_something_is_shown(ledger: Ledger) -> None:
    places = {"at": "x.9", "of": "²", "pair": "1.", "carried": "9" * 400, "grain": "century", "by": "moon", "measure": "luck", "span": "-1"}
    for view in ("trend", "departments", "handoffs", "load"):
        assert not app(ledger, LI, "trends", view=view, **places).exception


def test_a_company_without_records_is_told_so_and_one_without_departments_how_to_begin() -> None:
    bare = Ledger(engines.fresh(), TABLES)
    organisation.first_administrator(bare, NOW, "admin", "管理员", Language.ZH)
    assert "还没有部门" in app(bare, ADMIN, "trends").words
    empty = company()
    assert "这段时间没有数据" in app(empty, LI, "trends").words
    assert "没有跨部门需求" in app(empty, LI, "trends", view="handoffs").words
