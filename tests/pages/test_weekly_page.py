"""The weekly meeting as people meet it: chosen, begun, gone through, taken down and closed."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from core.actions import cadence, meeting, project, sitting
from core.ui import stage_frame
from tests.pages.app import ADMIN, CHEN, LI, MARKETING, NOW, SCREEN, WANG, app, company, english, visit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ledger():
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": NOW.date(), "ends_on": NOW.date() + 60 * DAY})
    return made


def planned(ledger, **over):
    own = {"kind": "weekly", "topic": "公司周例会", "host": CHEN, "attendees": [LI, WANG]}
    return meeting.plan(visit(ledger, CHEN), own | {"starts_at": NOW, "ends_at": NOW + HOUR} | over)


def begun(ledger, **over):
    record = planned(ledger, **over)
    sitting.begin(visit(ledger, CHEN), record)
    return record


def row(ledger, record=1, table="meeting"):
    return ledger.snapshot()[table].filter(id=record).row(0, named=True)


def titles(screen):
    return [title.value for title in screen.app.title]


def test_without_meetings_one_is_called_on_the_spot_and_planned_by_the_start_itself(ledger):
    screen = app(ledger, CHEN, "weekly")
    assert "还没有开过" in screen.words
    screen.press("stage_start")
    made = row(ledger)
    assert (made["status"], made["host"], made["topic"], made["held_from"]) == ("held", CHEN, "周会", NOW)
    assert made["ends_at"] - made["starts_at"] == timedelta(minutes=45)
    assert screen.app.query_params["present"] == "1"
    assert screen.has("stage_end")


def test_the_meeting_of_today_is_chosen_with_its_people_and_begins(ledger):
    planned(ledger, topic="明天", starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR)
    record = planned(ledger)
    screen = app(ledger, CHEN, "weekly")
    assert screen.field("radio", "stage_which").value == str(record)
    assert "李娜、王伟" in screen.words
    screen.press("stage_start")
    assert (row(ledger, record)["status"], row(ledger, 1)["status"]) == ("held", "planned")


def test_whoever_does_not_run_it_shows_the_slides_and_takes_nothing_down(ledger):
    record = begun(ledger)
    english(ledger, SCREEN)
    screen = app(ledger, SCREEN, "weekly", meeting=record)
    assert "you can show the slides" in screen.words
    assert not screen.has("stage_start")
    screen.press("stage_show")
    assert screen.has("stage_next")
    assert not screen.has("stage_end")
    assert not screen.app.text_input


def test_slides_follow_one_another_and_the_last_holds_what_was_decided(ledger):
    record = begun(ledger)
    sitting.decide(visit(ledger, CHEN), record, "十二月上线 <b>")
    screen = app(ledger, CHEN, "weekly", meeting=record, present=1)
    first = titles(screen)
    screen.press("stage_next")
    assert titles(screen) != first
    assert screen.app.query_params["slide"]
    screen.press("stage_previous")
    assert titles(screen) == first
    screen = app(ledger, CHEN, "weekly", meeting=record, present=1, slide="decided")
    assert titles(screen) == ["本次决定与行动"]
    assert "十二月上线 <b>" in screen.words


def test_a_decision_and_an_action_are_kept_at_once_and_what_is_refused_stays(ledger):
    record = begun(ledger)
    screen = app(ledger, CHEN, "weekly", meeting=record, present=1)
    decision, action = f"form:stage.{record}.decision", f"form:stage.{record}.action"
    screen.field("text_input", f"{decision}.0.consensus").set_value("十二月上线")
    screen.press(f"{decision}.0.button.save")
    assert row(ledger, record)["consensus"] == "十二月上线"
    # All that is wrong is told at once, by the names the form uses.
    screen.field("date_input", f"{action}.0.due_on").set_value(NOW.date() - DAY)
    screen.press(f"{action}.0.button.save")
    assert all(f"请填写{label}" in screen.words for label in ("行动", "项目", "主责人"))
    assert "请填写任务名称" not in screen.words
    screen.field("text_input", f"{action}.0.title").set_value("联系供货商")
    screen.field("selectbox", f"{action}.0.owner").set_value(LI)
    screen.press(f"{action}.0.button.save")
    assert "请填写项目" in screen.words
    assert screen.field("text_input", f"{action}.0.title").value == "联系供货商"
    screen.field("selectbox", f"{action}.0.project").set_value(1)
    screen.field("date_input", f"{action}.0.due_on").set_value(NOW.date() + 7 * DAY)
    screen.press(f"{action}.0.button.save")
    assert [row(ledger, 1, "task")[name] for name in ("title", "owner", "project", "meeting")] == ["联系供货商", LI, 1, record]


def test_the_next_action_starts_empty_and_when_refused_keeps_every_field_of_its_form(ledger):
    record = begun(ledger)
    screen = app(ledger, CHEN, "weekly", meeting=record, present=1)
    action, due = f"form:stage.{record}.action", NOW.date() + 7 * DAY
    for turn, title in enumerate(("联系供货商", "复核合同")):
        mine = f"{action}.{turn}"
        assert [one.value for one in screen.app.text_input if one.key.startswith(action)] == [""]
        screen.field("text_input", f"{mine}.title").set_value(title)
        screen.field("selectbox", f"{mine}.project").set_value(1)
        screen.field("date_input", f"{mine}.due_on").set_value(due)
        screen.press(f"{mine}.button.save")
        assert "请填写主责人" in screen.words
        kept = [screen.field(*one).value for one in (("text_input", f"{mine}.title"), ("selectbox", f"{mine}.project"))]
        assert [*kept, screen.field("date_input", f"{mine}.due_on").value] == [title, 1, due]
        screen.field("selectbox", f"{mine}.owner").set_value(LI)
        screen.press(f"{mine}.button.save")
        assert "请填写主责人" not in screen.words
    assert ledger.snapshot()["task"]["title"].to_list() == ["联系供货商", "复核合同"]


def test_a_meeting_begun_on_another_day_goes_on_at_its_own_hour(ledger):
    record = begun(ledger, starts_at=NOW + 3 * DAY, ends_at=NOW + 3 * DAY + HOUR)
    assert row(ledger, record)["starts_at"] == NOW
    sitting.decide(visit(ledger, CHEN), record, "十二月上线")
    screen = app(ledger, CHEN, "weekly", now=NOW + HOUR, meeting=record, present=1, end=1)
    with patch("core.ui.where.open_record"):
        screen.press(f"form:stage.{record}.end.0.button.close")
    assert row(ledger, 2)["starts_at"] == NOW + 10 * DAY


def test_a_window_of_a_meeting_that_has_ended_says_so_and_leads_to_its_page(ledger):
    record = begun(ledger)
    sitting.decide(visit(ledger, CHEN), record, "十二月上线")
    english(ledger, SCREEN)
    screen = app(ledger, SCREEN, "weekly", meeting=record, present=1)
    assert screen.has("stage_next")
    meeting.distribute(visit(ledger, CHEN), record, None)
    screen.run()
    assert "The meeting has ended" in screen.words
    assert not screen.has("stage_next")
    with patch("core.ui.where.open_record") as opened:
        screen.press("stage_open")
    opened.assert_called_once_with("meeting", record)
    assert "present" not in screen.app.query_params


def test_a_window_of_a_meeting_that_is_cancelled_or_removed_says_so_and_does_not_go_on_without_it(ledger):
    record = planned(ledger)
    english(ledger, SCREEN)
    host, wall = (app(ledger, who, "weekly", meeting=record, present=1) for who in (CHEN, SCREEN))
    assert all(screen.has("stage_next") for screen in (host, wall))
    meeting.cancel(visit(ledger, CHEN), record, None)
    for screen, said in ((host, "会议已于 10:00 取消"), (wall, "The meeting was cancelled at 10:00")):
        screen.run()
        assert said in screen.words
        assert titles(screen) == ["公司周例会"]
        assert not screen.has("stage_next")
        assert not screen.app.text_input
    with patch("core.ui.where.open_record") as opened:
        wall.press("stage_open")
    opened.assert_called_once_with("meeting", record)
    with ledger.writing(ADMIN, NOW, "remove") as work:
        work.remove("meeting", record, None)
    host.run()
    assert "会议已于 10:00 移除" in host.words
    assert not host.has("stage_open")


def test_the_next_meeting_of_a_communication_plan_stands_for_its_day_so_that_the_plan_does_not_make_it_again(ledger):
    own = {"project": 1, "topic": "上市周例会", "kind": "weekly", "frequency": "weekly", "weekday": "5", "time": "10:00", "minutes": 60}
    plan = cadence.save(visit(ledger, WANG), own | {"starts_on": NOW.date() - 7 * DAY, "host": WANG})
    (record,) = cadence.schedule(visit(ledger, WANG, NOW - HOUR), plan, NOW.date())
    sitting.begin(visit(ledger, WANG), record)
    screen = app(ledger, WANG, "weekly", now=NOW + HOUR, meeting=record, present=1, end=1)
    screen.field("text_area", f"form:stage.{record}.end.0.discussion").set_value("逐项核对")
    with patch("core.ui.where.open_record"):
        screen.press(f"form:stage.{record}.end.0.button.close")
    made = row(ledger, record + 1)
    assert (made["cadence"], made["occurs_on"], made["starts_at"]) == (plan, NOW.date() + 7 * DAY, NOW + 7 * DAY)
    assert len(cadence.schedule(visit(ledger, WANG, NOW + HOUR), plan, NOW.date() + 14 * DAY)) == 1
    assert sorted(ledger.snapshot()["meeting"]["occurs_on"]) == [NOW.date() + weeks * DAY for weeks in (0, 7, 14)]


def test_an_open_end_takes_in_what_is_typed_since_and_keeps_what_the_host_changed(ledger):
    record = begun(ledger)
    sitting.decide(visit(ledger, CHEN), record, "十二月上线")
    screen = app(ledger, CHEN, "weekly", now=NOW + HOUR, meeting=record, present=1, end=1)
    form = f"form:stage.{record}.end"
    assert not screen.has(f"{form}.0.button.renew")
    sitting.decide(visit(ledger, CHEN), record, "物料周五前确认")
    screen.run()
    assert "又有新的记录" in screen.words
    screen.field("text_area", f"{form}.0.discussion").set_value("逐项核对")
    screen.press(f"{form}.0.button.renew")
    assert [screen.field("text_area", f"{form}.1.{name}").value for name in ("consensus", "discussion")] == [
        *("十二月上线\n物料周五前确认", "逐项核对"),
    ]
    screen.field("text_area", f"{form}.1.consensus").set_value("十二月八日上线\n物料周五前确认")
    screen.press(f"{form}.1.button.back")
    assert screen.has("stage_end")
    sitting.decide(visit(ledger, CHEN), record, "再议价格")
    screen.press("stage_end")
    assert screen.field("text_area", f"{form}.2.consensus").value == "十二月八日上线\n物料周五前确认\n再议价格"
    with patch("core.ui.where.open_record"):
        screen.press(f"{form}.2.button.close")
    assert [row(ledger, record)[name] for name in ("status", "consensus", "discussion")] == [
        *("closed", "十二月八日上线\n物料周五前确认\n再议价格", "逐项核对"),
    ]


def test_the_end_drafts_distributes_and_plans_the_next_in_one_click(ledger):
    record = begun(ledger)
    sitting.decide(visit(ledger, CHEN), record, "十二月上线")
    screen = app(ledger, CHEN, "weekly", now=NOW + HOUR, meeting=record, present=1, end=1)
    form = f"form:stage.{record}.end.0"
    assert screen.field("text_area", f"{form}.consensus").value == "十二月上线"
    assert "分发给 3 人：陈静、李娜、王伟" in screen.words
    screen.press(f"{form}.button.close")
    assert "会议已结束，纪要已于 11:00 分发。" in screen.words
    with patch("core.ui.where.open_record") as opened:
        screen.press("stage_open")
    opened.assert_called_once_with("meeting", record)
    assert (row(ledger, record)["status"], row(ledger, record)["minutes_sent_at"]) == ("closed", NOW + HOUR)
    assert (row(ledger, 2)["starts_at"], row(ledger, 2)["topic"]) == (NOW + 7 * DAY, "公司周例会")


def test_a_next_meeting_that_stands_already_is_shown_and_not_planned_twice(ledger):
    record = begun(ledger)
    planned(ledger, starts_at=NOW + 7 * DAY, ends_at=NOW + 7 * DAY + HOUR)
    screen = app(ledger, CHEN, "weekly", now=NOW + HOUR, meeting=record, present=1, end=1)
    assert "下次会议已排定：2026-11-27 周五 10:00–11:00" in screen.words
    screen.field("text_area", f"form:stage.{record}.end.0.discussion").set_value("逐项核对")
    screen.press(f"form:stage.{record}.end.0.button.close")
    assert ledger.snapshot()["meeting"].height == 2


def test_a_meeting_of_a_project_shows_that_project_in_both_languages(ledger):
    record = planned(ledger, project=1, topic="上市周例会")
    assert "新品上市" in app(ledger, WANG, "weekly", meeting=record).words
    english(ledger, WANG)
    screen = app(ledger, WANG, "weekly", meeting=record)
    assert "Start the meeting" in screen.words
    assert "None so far" in screen.words


def test_the_frame_is_constant_and_takes_its_words_as_data():
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in stage_frame._JS + stage_frame._HTML + stage_frame._CSS)
