"""Meetings as people meet them: planned, told of, taken down with their actions, distributed, and the plan they come from."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest

from core.actions import cadence, issue, meeting, project, risk, task
from core.agendas import AGENDAS
from tests.pages.app import ADMIN, CHEN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit
from tests.pages.editing import type_into

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Thursday 26 November 2026, ten in the morning: the meeting of these tests begins.
THEN = NOW + 6 * DAY
NEW, PLAN = "form:meeting.new..0", "form:cadence.new.0"


@pytest.fixture
def ledger():
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 3, 1)})
    project.take_part(visit(made, WANG), {"project": 1, "department": RESEARCH, "part": "support", "duties": "测试", "contact": LI})
    return made


def planned(ledger, now=NOW, **over):
    own = {"project": 1, "kind": "weekly", "topic": "上市周例会", "host": WANG, "place": "A 栋 301", "attendees": [LI, CHEN]}
    return meeting.plan(visit(ledger, WANG, now), own | {"starts_at": THEN, "ends_at": THEN + HOUR} | over)


def recurring(ledger, **over):
    own = {"project": 1, "topic": "上市周例会", "kind": "weekly", "frequency": "weekly", "weekday": "1", "time": "10:00", "minutes": 60}
    return cadence.save(visit(ledger, WANG), own | {"starts_on": date(2026, 10, 1), "host": WANG, "departments": [RESEARCH]} | over)


def blocker(ledger, **over):
    own = {"title": "接口超时", "kind": "blocker", "level": "urgent", "departments": [RESEARCH], "found_at": NOW, "project": 1}
    return issue.report(visit(ledger, LI), own | over)


def row(ledger, record=1, table="meeting"):
    return ledger.snapshot()[table].filter(id=record).row(0, named=True)


def minutes(record=1, turn=0):
    return f"form:meeting.{record}.minutes.{turn}"


def local(*parts):
    """A moment as its input holds it: by the wall clock."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def texts(screen):
    return "\n".join(code.value for code in screen.app.code)


def test_without_meetings_the_page_says_how_to_begin_in_both_languages(ledger):
    assert "还没有会议" in app(ledger, LI, "meetings").words
    assert "还没有沟通计划" in app(ledger, LI, "meetings", view="plan").words
    english(ledger, LI)
    assert "No meetings yet" in app(ledger, LI, "meetings").words
    assert "No communication plan yet" in app(ledger, LI, "meetings", view="plan").words


def test_a_new_meeting_begins_three_working_days_ahead_and_gets_the_agenda_of_its_kind(ledger):
    screen = app(ledger, WANG, "meetings", new=1, project=1)
    assert screen.field("multiselect", f"{NEW}.attendees").value == [LI]
    screen.field("text_input", f"{NEW}.topic").set_value("上市周例会")
    screen.press(f"{NEW}.button.save")
    made = row(ledger)
    # Three working days after Friday the 20th: Wednesday the 25th, ten o'clock in Shanghai.
    assert (made["starts_at"], made["ends_at"]) == (datetime(2026, 11, 25, 2, tzinfo=UTC), datetime(2026, 11, 25, 3, tzinfo=UTC))
    assert (made["agenda"], made["host"], made["project"], made["planned_at"]) == (AGENDAS["weekly"].zh, WANG, 1, NOW)
    assert "上次行动项完成情况" in screen.words


def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(ledger):
    screen = app(ledger, WANG, "meetings", new=1, project=1)
    screen.field("text_input", f"{NEW}.topic").set_value("上市周例会")
    screen.field("datetime_input", f"{NEW}.ends_at").set_value(local(2026, 11, 24, 10))
    screen.press(f"{NEW}.button.save")
    assert "结束时间应晚于开始时间" in screen.words
    assert screen.field("text_input", f"{NEW}.topic").value == "上市周例会"
    assert ledger.snapshot()["meeting"].is_empty()


def test_the_host_sends_the_notice_from_a_text_that_names_what_is_open(ledger):
    blocker(ledger)
    record = planned(ledger, preparation="带上进度表")
    screen = app(ledger, WANG, "meetings", id=record)
    said = texts(screen)
    for part in (
        "【会议通知】上市周例会",
        "2026-11-26 周四 10:00–11:00",
        "地点 / 会议链接：A 栋 301",
        "参会人员：李娜、陈静",
        "带上进度表",
    ):
        assert part in said
    assert "未决问题 · WT-2026-0001 接口超时" in said
    screen.press("act.notify")
    assert row(ledger)["noticed_at"] == NOW
    assert not screen.has("act.notify")


def test_the_notice_in_english(ledger):
    english(ledger, WANG)
    record = planned(ledger)
    said = texts(app(ledger, WANG, "meetings", id=record))
    assert "[Meeting notice] 上市周例会" in said
    assert "Time: Thursday 2026-11-26, 10:00–11:00" in said


def test_nobody_else_is_offered_the_meeting_to_run(ledger):
    record = planned(ledger)
    for who in (LI, SCREEN):
        screen = app(ledger, who, "meetings", id=record, edit=1)
        assert "上市周例会" in screen.words
        assert not [button.key for button in screen.app.button if button.key != "back" and not button.key.startswith("clock.")]
        assert not screen.app.data_editor
        assert not [button for button in app(ledger, who, "meetings", cadence=0).app.button if button.proto.is_form_submitter]
    assert not app(ledger, SCREEN, "meetings").has("new")
    assert not app(ledger, LI, "meetings", view="plan").has("new_cadence")


def test_a_meeting_is_moved_and_its_notice_is_to_be_sent_again(ledger):
    record = planned(ledger)
    meeting.notify(visit(ledger, WANG), record, 1)
    screen = app(ledger, WANG, "meetings", id=record)
    screen.press("edit")
    edit = f"form:meeting.{record}.edit.2.0"
    screen.field("datetime_input", f"{edit}.starts_at").set_value(local(2026, 11, 27, 10))
    screen.field("datetime_input", f"{edit}.ends_at").set_value(local(2026, 11, 27, 11))
    with patch("core.ui.where.tell") as tell:
        screen.press(f"{edit}.button.save")
    assert tell.call_args.args[1].en == "The time has changed: please send the notice again"
    assert row(ledger)["noticed_at"] is None
    assert screen.has("act.notify")


def test_a_meeting_is_called_off(ledger):
    record = planned(ledger)
    app(ledger, WANG, "meetings", id=record).press("act.cancel")
    assert row(ledger)["status"] == "cancelled"
    assert not app(ledger, WANG, "meetings", id=record).has("edit")


def test_minutes_and_actions_are_saved_in_one_go_and_again(ledger):
    record = planned(ledger)
    screen = app(ledger, WANG, "meetings", now=THEN, id=record)
    screen.field("text_area", f"{minutes()}.discussion").set_value("供货推迟")
    type_into(screen, {0: {"title": "联系备选供货商", "owner": LI, "due_on": "2026-11-30"}})
    screen.press(f"{minutes()}.button.save")
    made = row(ledger)
    assert (made["status"], made["discussion"], made["held_from"]) == ("held", "供货推迟", THEN)
    action = row(ledger, table="task")
    assert [action[name] for name in ("kind", "title", "owner", "department", "due_on", "meeting")] == [
        *("action", "联系备选供货商", LI, RESEARCH, date(2026, 11, 30), record),
    ]
    # The rows are free again, and the texts stay.
    assert screen.app.data_editor[0].value["title"].isna().tolist() == [True, True, True]
    assert screen.field("text_area", f"{minutes(turn=1)}.discussion").value == "供货推迟"
    screen.field("text_area", f"{minutes(turn=1)}.consensus").set_value("十二月上线")
    screen.press(f"{minutes(turn=1)}.button.save")
    assert (row(ledger)["consensus"], ledger.snapshot()["task"].height) == ("十二月上线", 1)


def test_a_row_with_a_problem_is_named_and_everything_typed_stays(ledger):
    record = planned(ledger)
    screen = app(ledger, WANG, "meetings", now=THEN, id=record)
    screen.field("text_area", f"{minutes()}.discussion").set_value("供货推迟")
    edits = {0: {"title": "联系供货商", "owner": LI, "due_on": "2026-11-30"}, 2: {"title": "确认预算", "owner": LI}}
    type_into(screen, edits)
    screen.press(f"{minutes()}.button.save")
    assert "第 3 行 · 计划完成：请填写计划完成" in screen.words
    assert screen.field("text_area", f"{minutes()}.discussion").value == "供货推迟"
    assert (row(ledger)["status"], ledger.snapshot()["task"].height) == ("planned", 0)
    edits[2]["due_on"] = "2026-12-04"
    type_into(screen, edits)
    screen.press(f"{minutes()}.button.save")
    assert ledger.snapshot()["task"]["title"].to_list() == ["联系供货商", "确认预算"]


def test_two_who_take_minutes_at_once_see_each_other(ledger):
    record = planned(ledger, recorder=LI)
    screen = app(ledger, WANG, "meetings", now=THEN, id=record)
    meeting.hold(visit(ledger, LI, THEN), record, 1, {"discussion": "记录人所记"})
    screen.field("text_area", f"{minutes()}.discussion").set_value("主持人所记")
    screen.press(f"{minutes()}.button.save")
    assert "李娜 在 2026-11-26 10:00 先保存了这条记录" in screen.words
    assert row(ledger)["discussion"] == "记录人所记"
    screen.press(f"{minutes()}.keep")
    assert row(ledger)["discussion"] == "主持人所记"


def test_what_somebody_else_saves_beside_the_minutes_stands_in_nobodys_way(ledger):
    record = planned(ledger, recorder=LI)
    screen = app(ledger, WANG, "meetings", now=NOW, id=record)
    screen.field("text_area", f"{minutes()}.consensus").set_value("按章程推进")
    meeting.notify(visit(ledger, LI, NOW), record, 1)
    screen.press(f"{minutes()}.button.save")
    assert "先保存了这条记录" not in screen.words
    assert (row(ledger)["status"], row(ledger)["consensus"], row(ledger)["noticed_at"]) == ("held", "按章程推进", NOW)


def test_minutes_are_saved_and_distributed_in_one_click_with_their_text_to_copy(ledger):
    record = planned(ledger)
    screen = app(ledger, WANG, "meetings", now=THEN, id=record)
    screen.field("text_area", f"{minutes()}.consensus").set_value("十二月上线")
    type_into(screen, {0: {"title": "联系备选供货商", "owner": LI, "due_on": "2026-11-30"}})
    screen.press(f"{minutes()}.button.send")
    assert (row(ledger)["status"], row(ledger)["minutes_sent_at"]) == ("closed", THEN)
    said = texts(screen)
    for part in ("【会议纪要】上市周例会", "达成共识：\n十二月上线", "1. 联系备选供货商（李娜、产品研发部，2026-11-30 前完成）"):
        assert part in said
    assert not screen.app.data_editor


def test_minutes_opened_before_the_meeting_begin_when_it_did(ledger):
    record = planned(ledger)
    screen = app(ledger, WANG, "meetings", now=THEN - HOUR, id=record)
    screen.field("text_area", f"{minutes()}.discussion").set_value("供货推迟")
    screen.now = THEN + HOUR
    screen.press(f"{minutes()}.button.save")
    assert (row(ledger)["held_from"], row(ledger)["held_until"]) == (THEN, THEN + HOUR)


def test_empty_minutes_are_not_distributed_and_nothing_of_them_is_saved(ledger):
    record = planned(ledger)
    screen = app(ledger, WANG, "meetings", now=THEN, id=record)
    screen.press(f"{minutes()}.button.send")
    assert "请先记录讨论要点或达成的共识" in screen.words
    assert row(ledger)["version"] == 1


def test_saved_minutes_are_distributed_later_by_a_button(ledger):
    record = planned(ledger)
    meeting.hold(visit(ledger, WANG, THEN), record, 1, {"consensus": "十二月上线"})
    screen = app(ledger, WANG, "meetings", now=THEN + HOUR, id=record)
    screen.press("act.distribute")
    assert row(ledger)["status"] == "closed"
    assert "十二月上线" in texts(app(ledger, LI, "meetings", id=record))


def test_the_actions_of_a_meeting_without_a_project_choose_theirs(ledger):
    record = planned(ledger, project=None)
    screen = app(ledger, WANG, "meetings", now=THEN, id=record)
    assert "请为每个行动项选定项目" in screen.words
    assert "project" in screen.app.data_editor[0].value.columns


def test_what_is_open_stands_before_the_meeting(ledger):
    spent = {"project": 1, "kind": "task", "title": "接口联调", "department": RESEARCH, "owner": LI}
    task.plan(visit(ledger, WANG), spent | {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 10)})
    blocker(ledger)
    risk.report(visit(ledger, LI), {"title": "供货延期", "department": RESEARCH, "project": 1, "probability": 5, "impact": 4})
    table = app(ledger, WANG, "meetings", id=planned(ledger)).dataframe[0].value
    assert table["事项"].tolist() == ["接口联调", "WT-2026-0001 接口超时", "FX-2026-0001 供货延期"]
    assert table["类别"].tolist() == ["逾期任务", "未决问题", "高风险"]


def test_a_meeting_about_an_issue_has_only_that_before_it(ledger):
    about = blocker(ledger, impact="首批交付")
    blocker(ledger, title="服务器宕机")
    own = {"issue": about, "kind": "special", "topic": "专项", "host": CHEN, "starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}
    record = meeting.plan(visit(ledger, CHEN), own | {"attendees": [LI]})
    screen = app(ledger, CHEN, "meetings", id=record)
    assert screen.dataframe[0].value["事项"].tolist() == ["WT-2026-0001 接口超时"]
    assert "影响范围：\n首批交付" in texts(screen)
    assert "服务器宕机" not in texts(screen)


def test_a_meeting_is_called_from_its_issue_with_its_people(ledger):
    about = blocker(ledger)
    assert app(ledger, CHEN, "issues", id=about).has("call")
    assert not app(ledger, SCREEN, "issues", id=about).has("call")
    screen = app(ledger, CHEN, "meetings", new=1, issue=about)
    form = f"form:meeting.new.{about}.0"
    assert screen.field("multiselect", f"{form}.attendees").value == [LI]
    assert screen.field("selectbox", f"{form}.kind").value == "special"
    screen.press(f"{form}.button.save")
    made = row(ledger)
    assert (made["issue"], made["project"], made["topic"], made["host"]) == (about, 1, "专项会议：接口超时", CHEN)
    assert made["starts_at"] == NOW + timedelta(minutes=30)
    assert "专项会议：接口超时" in [button.label for button in app(ledger, LI, "issues", id=about).app.button]


def test_the_way_from_an_issue_leads_to_the_form_and_to_its_meetings(ledger):
    about = blocker(ledger)
    own = {"issue": about, "kind": "special", "topic": "专项", "host": CHEN, "starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}
    record = meeting.plan(visit(ledger, CHEN), own)
    for key, query in (("call", {"new": "1", "issue": str(about)}), (f"meeting.{record}", {"id": str(record)})):
        screen = app(ledger, CHEN, "issues", id=about)
        with patch("core.ui.where.pages", lambda: {"meetings": "page"}), patch("core.ui.where.st.switch_page") as switch:
            screen.press(key)
        switch.assert_called_once_with("page", query_params=query)


def test_the_minutes_of_a_special_meeting_settle_its_issue(ledger):
    about = blocker(ledger)
    own = {"issue": about, "kind": "special", "topic": "专项", "host": CHEN, "starts_at": NOW, "ends_at": NOW + HOUR, "attendees": [LI]}
    record = meeting.plan(visit(ledger, CHEN), own)
    screen = app(ledger, CHEN, "meetings", id=record)
    screen.field("text_area", f"{minutes()}.discussion").set_value("扩容")
    screen.field("text_area", f"{minutes()}.measures").set_value("扩容两台")
    screen.press(f"{minutes()}.button.save")
    assert "请确定责任人" in screen.words
    assert "请给出新的解决时限" in screen.words
    assert row(ledger)["status"] == "planned"
    screen.field("selectbox", f"{minutes()}.owner").set_value(LI)
    screen.field("datetime_input", f"{minutes()}.resolve_by").set_value(local(2026, 11, 23, 18))
    screen.press(f"{minutes()}.button.save")
    settled = row(ledger, about, "issue")
    assert (settled["measures"], settled["owner"], settled["convened_at"]) == ("扩容两台", LI, NOW)
    assert "解决措施：\n扩容两台" in texts(screen)
    # What was agreed stands on the page, too, with the way back to the issue.
    assert [text.value for text in screen.caption if text.value in {"解决措施", "责任人", "解决时限"}] == ["责任人", "解决时限", "解决措施"]
    with patch("core.ui.where.pages", lambda: {"issues": "page"}), patch("core.ui.where.st.switch_page") as switch:
        screen.press("issue")
    switch.assert_called_once_with("page", query_params={"id": str(about)})


def test_somebody_elses_issue_is_not_called_about(ledger):
    about = blocker(ledger, departments=[3])
    screen = app(ledger, WANG, "meetings", new=1, issue=blocker(ledger, project=None))
    assert screen.field("text_input", f"{NEW}.topic").value == ""
    assert not app(ledger, SCREEN, "meetings", new=1, issue=about).app.text_input


def test_meetings_ahead_stand_by_day_and_those_held_in_a_list(ledger):
    planned(ledger)
    planned(ledger, topic="评审", kind="review", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    planned(ledger, topic="明年", starts_at=NOW + 40 * DAY, ends_at=NOW + 40 * DAY + HOUR)
    planned(ledger, topic="昨天", starts_at=NOW - DAY, ends_at=NOW - DAY + HOUR)
    screen = app(ledger, LI, "meetings")
    days = [text.value.replace("\\", "") for text in screen.app.markdown if text.value.startswith("**")]
    assert days == ["**11-20 周五** :blue-badge[今天]", "**11-26 周四**"]
    opened = [button.label for button in screen.app.button if button.key.startswith("meeting.")]
    assert opened == ["评审", "上市周例会"]
    assert "明年" in app(ledger, LI, "meetings", span="all").words
    assert app(ledger, LI, "meetings", view="held").dataframe[0].value["会议主题"].tolist() == ["昨天"]
    assert "这段时间没有会议" in app(ledger, LI, "meetings", kind="risk").words
    screen.press("meeting.1")
    assert screen.app.query_params["id"] == "1"
    assert "周四 10:00–11:00" in screen.words


def test_a_plan_is_added_and_a_time_that_is_none_is_refused_beside_its_field(ledger):
    screen = app(ledger, WANG, "meetings", cadence=0)
    screen.field("selectbox", f"{PLAN}.project").set_value(1)
    screen.field("text_input", f"{PLAN}.topic").set_value("上市周例会")
    screen.field("text_input", f"{PLAN}.time").set_value("十点")
    screen.press(f"{PLAN}.button.save")
    assert "请写 24 小时制的时间" in screen.words
    assert screen.field("text_input", f"{PLAN}.topic").value == "上市周例会"
    screen.field("text_input", f"{PLAN}.time").set_value("9:30")
    screen.press(f"{PLAN}.button.save")
    assert row(ledger, table="cadence")["time"] == "09:30"
    assert "还没有排定会议" in screen.words


def test_a_plans_meetings_are_scheduled_around_the_national_day_holiday(ledger):
    record = recurring(ledger)
    screen = app(ledger, WANG, "meetings", now=datetime(2026, 9, 21, 1, tzinfo=UTC), cadence=record)
    form = f"form:cadence.{record}.schedule.0"
    screen.field("date_input", f"{form}.until").set_value(date(2026, 9, 20))
    screen.press(f"{form}.button.schedule")
    assert "截止日期不能早于今天" in screen.words
    screen.field("date_input", f"{form}.until").set_value(date(2026, 10, 12))
    screen.press(f"{form}.button.schedule")
    assert "10-08 10:00\n10-12 10:00" in "\n".join(text.value for text in screen.app.text)
    assert ledger.snapshot()["meeting"].height == 2


def test_a_plan_is_changed_and_stopped(ledger):
    record = recurring(ledger)
    cadence.schedule(visit(ledger, WANG), record, date(2026, 11, 23))
    screen = app(ledger, WANG, "meetings", cadence=record)
    screen.press("edit")
    screen.field("text_input", f"form:cadence.{record}.edit.1.0.time").set_value("14:00")
    screen.press(f"form:cadence.{record}.edit.1.0.button.save")
    assert row(ledger)["starts_at"] == datetime(2026, 11, 23, 6, tzinfo=UTC)
    screen.press("act.stop")
    assert (row(ledger)["status"], ledger.snapshot()["cadence"].height) == ("cancelled", 0)


def test_a_contact_reads_the_plan_and_finds_no_form_in_it(ledger):
    record = recurring(ledger)
    screen = app(ledger, LI, "meetings", cadence=record, edit=1)
    assert "上市周例会" in screen.words
    assert not [button for button in screen.app.button if button.proto.is_form_submitter]
    english(ledger, LI)
    assert "Every Monday" not in app(ledger, LI, "meetings", view="plan").words
    assert app(ledger, LI, "meetings", view="plan").dataframe[0].value["Topic"].tolist() == ["上市周例会"]


def test_a_projects_page_shows_its_plan_and_its_next_meetings(ledger):
    record = recurring(ledger)
    cadence.schedule(visit(ledger, WANG), record, date(2026, 11, 30))
    screen = app(ledger, WANG, "projects", id=1, view="meetings")
    assert "11-23 10:00" in screen.words
    assert screen.has("new_cadence")
    assert not app(ledger, LI, "projects", id=1, view="meetings").has("new_cadence")


def test_what_waits_on_the_host_is_a_click_away_from_his_work(ledger):
    planned(ledger)
    planned(ledger, topic="评审", starts_at=NOW - 2 * DAY, ends_at=NOW - 2 * DAY + HOUR)
    blocker(ledger)
    for who, expected in ((WANG, [("分发会议纪要", "meeting"), ("发会议通知", "meeting")]), (LI, [("召集专项会议", "issue")])):
        listed = app(ledger, who, "my_work").dataframe[0].value["待办"].tolist()
        for what, table in expected:
            place = listed.index(what)
            with patch("core.ui.where.open_record") as opened, patch("core.ui.matters.clicked", lambda _, place=place: place):
                app(ledger, who, "my_work")
            assert opened.call_args.args[0] == table
