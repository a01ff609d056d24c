"""Figures of a period: what counts in it, whatever came before."""

from datetime import date

from core import figures, moments, trends
from core.actions import issue, project, request, resource, task
from core.figures import Choice
from core.metrics import compliance
from core.ui import kpis
from core.weekly import kpis as weekly_kpis
from core.weekly import matters, sitting
from tests import builders as b


def kinds(c, days):
    return sorted(figures.promises(c.visit("lead"), Choice(days=days))["kind"])


def test_a_period_holds_what_is_still_open_but_no_notice_that_was_never_given_before_it():
    c = b.company()
    task.plan(c.visit("lead"), b.task(c, starts_on=date(2026, 6, 1), due_on=date(2026, 6, 30)))
    assert kinds(c, None) == kinds(c, 365) == ["delay_notice", "task_due"]
    assert kinds(c, 90) == ["task_due"]


def test_what_is_kept_ahead_of_its_time_counts_now_and_later_on_the_day_it_comes_due():
    c = b.company()
    made = task.plan(c.visit("lead"), b.task(c, due_on=date(2026, 12, 4)))
    task.finish(c.visit("lead"), made, 1, date(2026, 11, 19))
    for now, week in ((b.NOW, date(2026, 11, 16)), (b.NOW + 21 * b.DAY, date(2026, 11, 30))):
        visit = c.visit("lead", now)
        assert compliance.compliance(figures.promises(visit, Choice(days=90)), [])["rate"].item() == 1
        assert figures.weekly_compliance(visit, Choice()).filter(kept=1)["week"].to_list() == [week]
        assert figures.of_week(visit, Choice(), week)["due_at"].dt.date().to_list() == [date(2026, 12, 4)]
        assert trends.total(visit, Choice(), "compliance", (visit.today - 89 * b.DAY, visit.today)) == (1, 1)


def test_a_project_weighs_in_no_week_before_it_was_put_down_or_begun():
    c = b.company()
    task.plan(c.visit("lead"), b.task(c, weight=10.0))
    planned = b.project_values(c, status="planning", starts_on=date(2026, 12, 1))
    other = project.save(c.visit("coordinator", b.NOW - 8 * b.DAY), planned)
    task.plan(c.visit("lead"), b.task(c, project=other, starts_on=date(2026, 12, 1), due_on=date(2026, 12, 31), weight=5.0))
    weeks = figures.weekly_progress(c.visit("lead"), Choice())
    assert weeks["weight"].to_list()[-3:] == [10.0, 15.0, 15.0]
    assert figures.weekly_progress(c.visit("lead"), Choice(project=other)).height == 2


def test_a_task_due_on_a_sunday_counts_in_the_week_that_ends_with_it():
    c = b.company()
    sunday = date(2026, 11, 15)
    task.plan(c.visit("lead"), b.task(c, due_on=sunday))
    visit = c.visit("lead")
    weeks = figures.weekly_compliance(visit, Choice())
    assert weeks.filter(broken=2)["week"].to_list() == [date(2026, 11, 9)]
    assert figures.of_week(visit, Choice(), date(2026, 11, 9)).height == 2


def test_a_day_looked_back_to_its_end_is_over():
    c, end = b.company(), moments.end_of(date(2026, 11, 15), b.company().visit("lead").zone)
    assert figures.unfinished(c.visit("lead")) == b.TODAY
    assert figures.unfinished(c.visit("lead", past=end)) == date(2026, 11, 16)


def test_a_movement_that_rounds_to_nothing_is_not_written():
    assert [kpis._step(change, "+.1f") for change in (None, -0.04, 0.04, 0.06, -2.0)] == [None, None, None, "+0.1", "-2.0"]


def test_where_nothing_is_decided_there_is_no_rate():
    visit = b.company().visit("lead")
    values = weekly_kpis._values(visit, Choice(days=90))
    assert {name for name, value in values.items() if value is None} == {"compliance", "on_time", "deviation", "spi", "csat", "nps"}
    assert (values["overdue"], values["high"]) == (0, 0)


def test_tasks_without_weight_and_cancelled_ones_move_no_sum():
    c = b.company()
    begun = {"starts_on": date(2026, 11, 9), "due_on": date(2026, 11, 20)}
    task.plan(c.visit("lead"), b.task(c, **begun, weight=0.0))
    assert weekly_kpis._values(c.visit("lead"), Choice())["deviation"] is None
    task.plan(c.visit("lead"), b.task(c, title="联调", **begun))
    task.plan(c.visit("lead"), b.task(c, title="取消的", **begun, weight=50.0, status="cancelled"))
    # Nine of ten working days are over on the morning of the tenth.
    values = weekly_kpis._values(c.visit("lead"), Choice())
    assert (values["deviation"], values["spi"]) == (90.0, 0.0)
    assert figures.leaves(c.visit("lead"), Choice())["weight"].to_list() == [0.0, 10.0]


def test_a_decision_asked_for_is_the_same_on_the_overview_and_in_the_meeting_overdue_or_not():
    c = b.company()
    launch, before = {"project": c.projects["launch"]}, b.NOW - 20 * b.DAY
    asked = [request.apply(c.visit("contact", at), b.request(c, **launch)) for at in (b.NOW - b.HOUR, before)]
    granted = resource.ask(c.visit("contact", before + b.DAY), b.resource(c))
    own = launch | {"departments": list(c.departments.values()), "focus": "谁来改接口"}
    for kind in ("dispute", "problem"):
        issue.report(c.visit("contact"), b.issue(c, **own, kind=kind))
    visit = c.visit("lead")
    found = figures.decisions(visit, Choice())
    told = [("request", asked[1]), ("resource_request", granted), ("issue", 1), ("request", asked[0])]
    assert found.select("table", "record").rows() == told
    assert set(found["state"]) == {"broken", "running"}
    meeting = matters.matters(visit, sitting.sitting(visit, Choice(), None))
    assert sorted(meeting.filter(kind="decision").select("table", "record").rows()) == sorted(told)


def test_a_decision_that_was_made_or_is_not_wanted_any_more_waits_no_longer():
    c = b.company()
    made, withdrawn = (request.apply(c.visit("contact"), b.request(c)) for _ in range(2))
    request.decide(c.visit("coordinator"), made, 2, "approved")
    request.withdraw(c.visit("contact"), withdrawn, 2)
    assert figures.decisions(c.visit("lead"), Choice()).is_empty()


def test_overdue_now_is_the_last_of_its_weeks_and_those_before_are_as_they_ended():
    c = b.company()
    for due in (date(2026, 11, 1), date(2026, 11, 12)):
        task.plan(c.visit("lead"), b.task(c, starts_on=date(2026, 10, 26), due_on=due))
    task.finish(c.visit("lead"), 1, 1, date(2026, 11, 10))
    visit = c.visit("lead")
    # A task due on a Sunday is late from the Monday on; that done on the 10th was late on one Sunday, the notices never given on none.
    assert figures.weekly_overdue(visit, Choice())[-4:] == [0, 1, 1, 1]
    assert figures.weekly_overdue(visit, Choice(department=c.departments["legal"])) == [0] * figures.WEEKS
