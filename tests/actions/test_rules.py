"""Rules as data: overrides that hold from the moment they are saved until they are removed."""

import polars as pl
import pytest

from core.actions import rules as verbs
from core.store.work import Conflict
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


def limit(c: b.Company, hours: int = 0, past: int | None = None) -> tuple[float, str]:
    """The limit on reporting issues so many hours after NOW, or as it was then."""
    visit = c.visit("admin", b.NOW + hours * b.HOUR, None if past is None else b.NOW + past * b.HOUR)
    rule = visit.rules.policies.row(by_predicate=(pl.col("promise") == "issue_report") & (pl.col("level") == ""), named=True)
    return rule["limit"], rule["unit"]


def test_a_policy_overrides_the_built_in_limit_until_it_is_removed_and_the_past_keeps_its_own(c: b.Company) -> None:
    assert limit(c) == (24.0, "hours")
    record = verbs.save(c.visit("coordinator"), "policy", b.policy())
    assert c.saved() == ("add", c.people["coordinator"])
    verbs.save(c.visit("coordinator", b.NOW + b.HOUR), "policy", {"limit": 6.0}, record, 1)
    assert c.saved()[0] == "change"
    verbs.remove(c.visit("coordinator", b.NOW + 2 * b.HOUR), "policy", record, 2)
    assert c.saved()[0] == "remove"
    assert limit(c, hours=3) == (24.0, "hours")
    assert [limit(c, hours=3, past=hour) for hour in (-1, 0, 1, 2)] == [
        *((24.0, "hours"), (8.0, "working_hours"), (6.0, "working_hours"), (24.0, "hours"))
    ]


def test_a_promise_has_one_policy_for_each_level(c: b.Company) -> None:
    with c.undone():
        verbs.save(c.visit("coordinator"), "policy", b.policy(promise="task_due"))
        verbs.save(c.visit("coordinator"), "policy", b.policy(promise="task_due", level="urgent"))
        for level in (None, "", " ", "urgent"):
            values = b.policy(promise="task_due", level=level)
            assert b.refusal(lambda values=values: verbs.save(c.visit("coordinator"), "policy", values)).keys() == {"level"}


def test_every_problem_of_a_policy_stands_beside_its_field(c: b.Company) -> None:
    with c.unchanged():
        values = b.policy(promise="lunch", unit="weeks", limit=-1.0, warn_at=1.1)
        assert b.refusal(lambda: verbs.save(c.visit("admin"), "policy", values)).keys() == {"promise", "unit", "limit", "warn_at"}


def test_a_level_of_ones_own_is_a_choice_at_once(c: b.Company) -> None:
    verbs.save(c.visit("coordinator"), "choice", b.choice())
    assert c.visit("contact").vocabulary["urgency"]["critical"].label.zh == "特急"
    with c.unchanged():
        assert b.refusal(lambda: verbs.save(c.visit("coordinator"), "choice", b.choice(zh="另一个"))).keys() == {"key"}


def test_a_fixed_dictionary_takes_new_labels_but_no_new_keys(c: b.Company) -> None:
    coordinator = c.visit("coordinator")
    renamed = verbs.save(coordinator, "choice", b.choice(dictionary="role", key="leader", zh="主管", en="Chief"))
    assert c.visit("contact").vocabulary["role"]["leader"].label.zh == "主管"
    with c.unchanged():
        assert b.refusal(lambda: verbs.save(coordinator, "choice", b.choice(dictionary="role"))) == {"key": verbs.FIXED_DICTIONARY}
        assert b.refusal(lambda: verbs.save(coordinator, "choice", {"key": "chief"}, renamed)) == {"key": verbs.FIXED_DICTIONARY}


def test_a_day_is_worked_or_not_only_once(c: b.Company) -> None:
    with c.undone():
        verbs.save(c.visit("coordinator"), "calendar_day", {"day": b.TODAY, "working": False, "name": "司庆"})
        again = {"day": b.TODAY, "working": True}
        assert b.refusal(lambda: verbs.save(c.visit("coordinator"), "calendar_day", again)).keys() == {"day"}


def test_a_day_off_holds_at_once(c: b.Company) -> None:
    assert c.visit("contact").rules.calendar.is_working_day(b.TODAY)
    record = verbs.save(c.visit("coordinator"), "calendar_day", {"day": b.TODAY, "working": False, "name": "司庆"})
    assert not c.visit("contact").rules.calendar.is_working_day(b.TODAY)
    verbs.remove(c.visit("coordinator"), "calendar_day", record, 1)
    assert c.visit("contact").rules.calendar.is_working_day(b.TODAY)


def test_a_setting_is_one_record_however_often_it_is_changed(c: b.Company) -> None:
    verbs.change_setting(c.visit("admin"), "idle_minutes", "45")
    verbs.change_setting(c.visit("coordinator"), "idle_minutes", " 50 ")
    standing = c.ledger.snapshot()["setting"].filter(name="idle_minutes")
    assert standing.select("value", "version", "verb").rows() == [("50", 2, "setting")]


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        *(("zone", "Mars/Olympus", "value"), ("work_days", "0", "value"), ("work_hours", "18:00-09:00", "value")),
        *(("idle_minutes", "0", "value"), ("colour", "red", "name")),
    ],
)
def test_a_setting_out_of_its_form_is_refused(c: b.Company, name: str, value: str, field: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.change_setting(c.visit("admin"), name, value)).keys() == {field}


def test_of_two_people_changing_the_same_rule_the_second_is_shown_the_first(c: b.Company) -> None:
    record = verbs.save(c.visit("admin"), "policy", b.policy(promise="risk_plan"))
    verbs.save(c.visit("admin"), "policy", {"limit": 2.0}, record, 1)
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        verbs.save(c.visit("coordinator"), "policy", {"limit": 3.0}, record, 1)
    assert conflict.value.theirs["limit"] == 2.0
