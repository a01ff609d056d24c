"""Deliverables as people meet them: owed, handed over, judged, put right, and how it went."""

from datetime import date, timedelta

import pytest

from core import figures
from core.actions import delivery, project, task
from core.figures import Choice
from core.ui.acceptances import one_sided
from tests.pages.app import ADMIN, CHEN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit

SPAN = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 18)}
NEW = "deliverable.new.1"
HOUR = timedelta(hours=1)


@pytest.fixture
def ledger():
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    planned(made)
    return made


def planned(ledger, **over):
    own = {"project": 1, "kind": "task", "title": "联调", "department": RESEARCH, "owner": LI, "deliverable": "联调报告"}
    return task.plan(visit(ledger, WANG), own | SPAN | over)


def handed_over(ledger, now=NOW, record=None, **over):
    own = {"task": 1, "name": "联调报告", "edition": "V1.0", "self_check": "用例全部通过"}
    return delivery.submit(visit(ledger, LI, now), own | over, record)


def judged(ledger, record, now=NOW + HOUR, **over):
    own = {"result": "fail", "reviewers": [WANG, CHEN], "rectification": "补充压力测试", "rectify_by": date(2026, 11, 23)}
    return delivery.accept(visit(ledger, WANG, now), record, None, own | over)


def field(screen, kind, name, form=NEW):
    return screen.field(kind, f"form:{form}.0.{name}")


def row(ledger, table="deliverable", record=1):
    return ledger.snapshot()[table].filter(id=record).row(0, named=True)


def cards(screen):
    return {card.label: card.value for card in screen.app.metric}


def test_without_deliverables_the_page_says_how_to_begin_in_both_languages(ledger):
    assert "还没有交付物" in app(ledger, LI, "delivery").words
    english(ledger, LI)
    assert "Nothing has been handed over yet" in app(ledger, LI, "delivery").words


def test_what_a_task_was_to_deliver_is_handed_over_from_the_list_of_what_is_owed(ledger):
    screen = app(ledger, LI, "delivery", view="owed")
    assert "联调 · 新品上市 · 李娜 · 应于 2026-11-18" in screen.words
    assert cards(screen)["应交未交"] == "1"
    screen.press("owed.1")
    assert field(screen, "text_input", "name").value == "联调报告"
    assert field(screen, "text_input", "edition").value == "V1.0"
    field(screen, "text_input", "link").set_value("//server/report")
    screen.press(f"form:{NEW}.0.button.deliver")
    assert "请填写自检情况" in screen.words
    assert field(screen, "text_input", "link").value == "//server/report"
    field(screen, "text_area", "self_check").set_value("用例全部通过")
    screen.press(f"form:{NEW}.0.button.deliver")
    assert (row(ledger)["status"], row(ledger)["task"], row(ledger)["submitter"]) == ("submitted", 1, LI)
    assert "待验收" in screen.words
    assert "没有应交未交的交付物" in app(ledger, LI, "delivery", view="owed").words


def test_whoever_may_not_hand_over_is_offered_no_form_and_no_button(ledger):
    screen = app(ledger, SCREEN, "delivery", view="owed")
    assert not screen.has("owed.1")
    assert not screen.has("new")
    for query in ({"new": 1, "task": 1}, {"new": 1}):
        assert not app(ledger, SCREEN, "delivery", **query).app.get("form")


def test_a_task_of_somebody_elses_is_not_filled_in_from_the_url(ledger):
    theirs = planned(ledger, title="合同", department=LEGAL, owner=None, deliverable="合同终稿")
    screen = app(ledger, LI, "delivery", new=1, task=theirs)
    assert "合同终稿" not in screen.words
    assert field(screen, "selectbox", "task", "deliverable.new.").options == ["联调"]


def test_an_acceptance_by_the_submitter_alone_is_refused_beside_the_field_with_the_rest_kept(ledger):
    record = handed_over(ledger)
    name = f"deliverable.{record}.judge.0"
    screen = app(ledger, WANG, "delivery", id=record)
    assert field(screen, "multiselect", "reviewers", name).value == [WANG]
    field(screen, "multiselect", "reviewers", name).set_value([LI])
    field(screen, "text_area", "rectification", name).set_value("补充压力测试")
    screen.press(f"form:{name}.0.button.fail")
    assert "提交人不能是唯一的验收人" in screen.words
    assert "不通过请给出整改期限" in screen.words
    assert field(screen, "text_area", "rectification", name).value == "补充压力测试"
    field(screen, "multiselect", "reviewers", name).set_value([WANG, CHEN])
    field(screen, "date_input", "rectify_by", name).set_value(date(2026, 11, 23))
    screen.press(f"form:{name}.0.button.fail")
    assert row(ledger)["status"] == "failed"
    assert [row(ledger, "acceptance")[name] for name in ("result", "reviewers")] == ["fail", [WANG, CHEN]]
    assert "整改完成" in screen.words
    assert "还剩 3 天 14 小时" in screen.words


def test_an_acceptance_is_one_click_and_nobody_else_is_offered_it(ledger):
    record = handed_over(ledger)
    button = f"form:deliverable.{record}.judge.0.0.button.pass"
    for who in (LI, SCREEN):
        assert not app(ledger, who, "delivery", id=record).has(button)
    app(ledger, WANG, "delivery", id=record).press(button)
    assert row(ledger)["status"] == "accepted"
    assert cards(app(ledger, LI, "delivery"))["一次验收通过率"] == "100.0%"


def test_a_deliverable_that_changed_under_the_judges_eyes_is_not_judged_and_the_input_stays(ledger):
    record = handed_over(ledger)
    judged(ledger, record)
    handed_over(ledger, NOW + 2 * HOUR, record, edition="V1.1")
    screen = app(ledger, WANG, "delivery", id=record, now=NOW + 3 * HOUR)
    name = f"deliverable.{record}.judge.1"
    field(screen, "text_area", "rectification", name).set_value("还差一项")
    with visit(ledger, CHEN).ledger.writing(CHEN, NOW + 3 * HOUR, "change") as work:
        work.change("deliverable", record, None, {"link": "//server/new"})
    screen.press(f"form:{name}.0.button.pass")
    assert "刚被 陈静 修改" in screen.words
    assert row(ledger)["status"] == "submitted"
    assert field(screen, "text_area", "rectification", name).value == "还差一项"
    screen.press(f"form:{name}.0.button.pass")
    assert row(ledger)["status"] == "accepted"


def test_what_failed_is_handed_over_again_as_the_edition_suggested(ledger):
    record = handed_over(ledger)
    judged(ledger, record)
    name = f"deliverable.{record}.next.1"
    assert not app(ledger, SCREEN, "delivery", id=record).app.get("form")
    screen = app(ledger, LI, "delivery", id=record, now=NOW + 2 * HOUR)
    assert "补充压力测试" in screen.words
    assert field(screen, "text_input", "edition", name).value == "V1.1"
    assert field(screen, "text_area", "self_check", name).value == ""
    field(screen, "text_input", "edition", name).set_value("V1.0")
    field(screen, "text_area", "self_check", name).set_value("压力测试通过")
    screen.press(f"form:{name}.0.button.deliver")
    assert "版本 V1.0 已验收过" in screen.words
    field(screen, "text_input", "edition", name).set_value("V1.1")
    screen.press(f"form:{name}.0.button.deliver")
    assert (row(ledger)["edition"], row(ledger)["status"]) == ("V1.1", "submitted")
    assert not screen.has("act.withdraw")


def test_the_life_of_a_deliverable_tells_every_edition_newest_first(ledger):
    record = handed_over(ledger)
    judged(ledger, record)
    handed_over(ledger, NOW + 2 * HOUR, record, edition="V1.1", self_check="压力测试通过")
    judged(ledger, record, NOW + 3 * HOUR, result="pass", reviewers=[LI, CHEN])
    screen = app(ledger, LI, "delivery", id=record, now=NOW + 4 * HOUR)
    told = screen.words
    texts = [element.value for element in screen.app.text]
    assert [text for text in texts if text in {"V1.0", "V1.1"}] == ["V1.1", "V1.1", "V1.0", "V1.0"]
    assert "11-20 13:00 整改通过" in told
    assert "用例全部通过" in told
    assert "压力测试通过" in told
    assert "验收人都来自产品研发部" in told


def test_one_department_alone_is_told_apart_from_two(ledger):
    seen = visit(ledger, LI)
    found = [one_sided(seen, people) for people in ([LI, CHEN], [LI], [LI, WANG], [ADMIN], [ADMIN, LI])]
    assert found == [RESEARCH, RESEARCH, None, None, None]


def test_it_is_withdrawn_by_whoever_handed_it_over(ledger):
    record = handed_over(ledger)
    assert not app(ledger, SCREEN, "delivery", id=record).has("act.withdraw")
    app(ledger, LI, "delivery", id=record).press("act.withdraw")
    assert row(ledger)["status"] == "withdrawn"
    told = app(ledger, LI, "delivery", id=record).words
    assert "撤回" in told


def test_the_views_and_the_filters_list_what_they_say(ledger):
    other = planned(ledger, title="文案", department=MARKETING, owner=WANG, deliverable="文案终稿")
    judged(ledger, handed_over(ledger))
    handed_over(ledger, name="接口文档")
    delivery.submit(visit(ledger, WANG), {"task": other, "name": "文案终稿", "edition": "V1.0", "self_check": "已校对"})

    def names(**query):
        frames = app(ledger, LI, "delivery", **query).dataframe
        return frames[0].value["交付物名称"].tolist() if frames else []

    assert names() == ["文案终稿", "接口文档"]
    assert names(view="failed") == ["联调报告"]
    assert names(view="accepted") == []
    assert names(view="all") == ["文案终稿", "接口文档", "联调报告"]
    assert names(view="all", status="failed") == ["联调报告"]
    assert names(department=MARKETING) == ["文案终稿"]
    assert names(search="接口") == ["接口文档"]


def test_the_cards_count_what_is_put_right_and_what_of_it_is_late(ledger):
    judged(ledger, handed_over(ledger))
    shown = cards(app(ledger, LI, "delivery", now=NOW + 2 * HOUR))
    assert shown == {"一次验收通过率": "0.0%", "整改中": "1", "整改超期": "0", "应交未交": "0"}
    late = cards(app(ledger, LI, "delivery", now=NOW + timedelta(days=5)))
    assert (late["整改中"], late["整改超期"]) == ("1", "1")
    of_others = cards(app(ledger, LI, "delivery", department=MARKETING))
    assert of_others == {"一次验收通过率": "—", "整改中": "0", "整改超期": "0", "应交未交": "0"}


def test_what_putting_right_took_and_the_rate_of_each_month_are_told(ledger):
    early = NOW - timedelta(days=30)
    judged(ledger, handed_over(ledger, early), early)
    handed_over(ledger, early + HOUR, 1, edition="V1.1")
    judged(ledger, 1, early + timedelta(days=3), result="pass")
    judged(ledger, handed_over(ledger, name="接口文档"), NOW, result="pass")
    screen = app(ledger, LI, "delivery")
    assert {card.label: card.delta for card in screen.app.metric}["整改中"] == "中位 3.0 天，n = 1"
    seen = visit(ledger, LI)
    assert figures.monthly_first_pass(seen, Choice()) == [0.0, 1.0]
    assert figures.first_pass(seen, Choice(days=7)).rows() == [(1, 1, 1.0)]
    assert figures.first_pass(seen, Choice(department=MARKETING)).rows() == [(0, 0, None)]


def test_an_acceptance_in_the_url_leads_to_its_deliverable(ledger):
    judged(ledger, handed_over(ledger))
    screen = app(ledger, LI, "delivery", acceptance=1)
    assert "联调报告" in screen.app.subheader[0].value
    assert "acceptance" not in screen.app.query_params


@pytest.mark.parametrize("query", [{}, {"id": 1}, {"new": 1, "task": 1}, {"view": "owed"}, {"view": "all"}, {"id": 99}])
def test_everything_is_said_in_english_too(ledger, query):
    judged(ledger, handed_over(ledger))
    planned(ledger, title="second", deliverable="minutes")
    english(ledger, LI)
    screen = app(ledger, LI, "delivery", **query)
    assert not screen.exception
    ours = ("交付", "验收", "整改", "提交", "撤回", "任务", "应于")
    labels = [button.label for button in screen.app.button] + [metric.label for metric in screen.app.metric]
    assert not [label for label in labels if any(word in label for word in ours)]


def test_a_task_tells_what_it_has_handed_over_and_what_it_still_owes(ledger):
    screen = app(ledger, LI, "tasks", id=1)
    assert "本任务应交付“联调报告”" in screen.words
    assert screen.has("deliver")
    handed_over(ledger)
    screen = app(ledger, SCREEN, "tasks", id=1)
    assert "本任务应交付" not in screen.words
    assert screen.dataframe[0].value["交付物名称"].tolist() == ["联调报告"]
    assert not screen.has("deliver")


def test_a_task_without_any_deliverable_says_nothing_to_whoever_may_not_hand_over(ledger):
    record = planned(ledger, title="沟通", deliverable=None)
    assert "交付物" not in app(ledger, SCREEN, "tasks", id=record).words
