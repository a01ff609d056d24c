"""The rules: defaults, overrides, settings that do not parse, and the epochs of their history."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
import pytest

from core.rules import BEGINNING, DEFAULT_POLICIES, SETTINGS, Rules, epochs, rules_now, setting
from core.schema.choices import BUILT_IN
from core.schema.columns import schema
from core.schema.tables import TABLES
from core.text import Language

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def frames(**rows: Sequence[Mapping[str, Any]]) -> dict[str, pl.DataFrame]:
    ledger = {"version": 1, "saved_at": START, "removed": False}
    return {
        table: pl.DataFrame(
            [{"id": number, **ledger, **row} for number, row in enumerate(rows.get(table, ()), 1)], schema=schema(TABLES[table])
        )
        for table in ("policy", "calendar_day", "setting")
    }


def policy(**changes: Any) -> dict[str, Any]:
    return {"promise": "risk_plan", "level": "", "limit": 8, "unit": "hours", "warn_at": 0.5, "active": True, **changes}


def limits(rules: Rules, promise: str) -> list[tuple[Any, ...]]:
    return rules.policies.filter(pl.col("promise") == promise).select("level", "limit", "unit", "warn_at", "active").rows()


def stored(name: str, value: str | None, **ledger: Any) -> dict[str, Any]:
    return {"name": name, "value": value, **ledger}


def later(hours: int) -> datetime:
    return START + timedelta(hours=hours)


def hours_of(rules: Rules, day: date) -> float:
    """The working hours of a day in Shanghai."""
    start = datetime.combine(day, time(), tzinfo=UTC) - timedelta(hours=8)
    return rules.calendar.working_minutes_between(start, start + timedelta(days=1)) / 60


def test_every_promise_has_a_default_and_only_known_words_are_used() -> None:
    keys = {
        dictionary: {choice.key for choice in BUILT_IN[dictionary]} for dictionary in ("promise", "time_unit", "urgency", "issue_level")
    }
    assert set(DEFAULT_POLICIES["promise"]) == keys["promise"]
    assert set(DEFAULT_POLICIES["unit"]) <= keys["time_unit"]
    assert set(DEFAULT_POLICIES["level"]) == {""} | keys["urgency"] | keys["issue_level"]
    assert rules_now(frames()).policies.equals(DEFAULT_POLICIES)


def test_a_policy_record_overrides_the_default_of_its_promise_and_level() -> None:
    records = [policy(warn_at=None, active=None), policy(promise="issue_closure", level="major", limit=4)]
    rules = rules_now(frames(policy=records))
    assert limits(rules, "risk_plan") == [("", 8, "hours", 0.75, True)]
    assert limits(rules, "issue_closure") == [("", 48, "hours", 0.75, True), ("major", 4, "hours", 0.5, True)]


@pytest.mark.parametrize("broken", [{"limit": None}, {"unit": "moons"}, {"unit": None}, {"removed": True}])
def test_a_policy_record_that_cannot_be_used_leaves_the_default(broken: dict[str, Any]) -> None:
    assert rules_now(frames(policy=[policy(**broken)])).policies.equals(DEFAULT_POLICIES)


def test_the_calendar_knows_the_national_holidays_and_the_records_come_before_them() -> None:
    holiday, make_up, weekday, sunday = date(2026, 10, 1), date(2026, 10, 10), date(2026, 3, 4), date(2026, 3, 8)
    assert [hours_of(rules_now(frames()), day) for day in (holiday, make_up, weekday, sunday)] == [0, 8, 8, 0]
    records: list[dict[str, Any]] = [
        {"day": holiday, "working": True},
        {"day": make_up, "working": False},
        {"day": weekday, "working": None},
        {"day": sunday, "working": True},
    ]
    assert [hours_of(rules_now(frames(calendar_day=records)), day) for day in (holiday, make_up, weekday, sunday)] == [8, 0, 0, 8]


def test_make_up_days_are_worked_by_the_hours_of_the_organisation() -> None:
    rules = rules_now(frames(setting=[stored("work_hours", "08:30-12:00，13：30–17:00"), stored("work_days", "1,2,3,4,5,6")]))
    assert [hours_of(rules, day) for day in (date(2026, 10, 10), date(2026, 3, 4), date(2026, 3, 7), date(2026, 3, 8))] == [7, 7, 7, 0]


def test_the_zone_moves_the_working_day() -> None:
    rules = rules_now(frames(setting=[stored("zone", "Europe/London")]))
    nine = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert rules.calendar.working_minutes_between(nine - timedelta(hours=1), nine + timedelta(hours=1)) == 60


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("zone", "Europe/London", "Europe/London"),
        ("work_days", "7, 1，1", (0, 6)),
        ("work_hours", "09:00-17:30", ((time(9), time(17, 30)),)),
        ("idle_minutes", " 15 ", 15),
        ("update_by", " 09：30 ", time(9, 30)),
        ("update_rhythm", " Daily ", "daily"),
    ],
)
def test_a_stored_setting_is_read(name: str, text: str, value: object) -> None:
    assert setting(frames(setting=[stored(name, text)])["setting"], name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("zone", bad) for bad in ("", "Mars", "localtime", "Asia", "../etc", None)]
    + [("work_days", bad) for bad in ("", "0", "8", "Monday", None)]
    + [
        ("work_hours", bad)
        for bad in ("", "09:00", "12:00-09:00", "09:00-13:00,12:00-18:00", "09:00-09:00", "09:00:30-12:00", "25:00-26:00")
    ]
    + [("idle_minutes", bad) for bad in ("", "0", "-1", "1e9", "2000", "soon")]
    + [("update_by", bad) for bad in ("", "25:00", "17:00:30", "17:00+08:00", "five", None)]
    + [("update_rhythm", bad) for bad in ("", "monthly", "周", None)],
)
def test_a_setting_that_does_not_parse_is_its_default(name: str, text: str | None) -> None:
    frame = frames(setting=[stored(name, text)])["setting"]
    assert setting(frame, name) == SETTINGS[name].parse(SETTINGS[name].default) == setting(frame.clear(), name)


def test_a_setting_nobody_declared_is_an_error() -> None:
    with pytest.raises(KeyError):
        setting(frames()["setting"], "colour")


def test_settings_are_explained_in_both_languages() -> None:
    assert all(text.say(language) for known in SETTINGS.values() for text in (known.label, known.help) for language in Language)


def test_without_a_change_the_defaults_reach_back_for_ever() -> None:
    ((moment, rules),) = epochs(frames())
    assert (moment, rules.policies.equals(DEFAULT_POLICIES)) == (BEGINNING, True)


def test_each_change_opens_an_epoch_and_a_removal_brings_the_default_back() -> None:
    versions = [
        policy(id=1, version=3, saved_at=later(3), removed=True),
        policy(id=1, version=1, saved_at=later(1)),
        policy(id=1, version=2, saved_at=later(2), limit=6),
    ]
    found = epochs(frames(policy=versions))
    assert [moment for moment, _ in found] == [BEGINNING, later(1), later(2), later(3)]
    assert [limits(rules, "risk_plan")[0][1] for _, rules in found] == [24, 8, 6, 24]


def test_saves_of_one_moment_open_one_epoch() -> None:
    days = [{"day": date(2026, 3, day), "working": False} for day in (3, 4, 5)]
    found = epochs(frames(calendar_day=days, policy=[policy()]))
    assert [moment for moment, _ in found] == [BEGINNING, START]
    assert [hours_of(found[1][1], date(2026, 3, day)) for day in (2, 3, 4, 5, 6)] == [8, 0, 0, 0, 8]


def test_a_save_that_changes_no_rule_opens_no_epoch() -> None:
    history = frames(
        setting=[stored("idle_minutes", "10"), stored("work_hours", "nonsense"), stored("zone", "Asia/Shanghai")],
        policy=[policy(id=1), policy(id=1, version=2, saved_at=later(1))],
    )
    assert [moment for moment, _ in epochs(history)] == [BEGINNING, START]


def test_the_rules_now_are_those_of_the_newest_epoch() -> None:
    current = frames(
        policy=[policy()], setting=[stored("work_hours", "10:00-16:00")], calendar_day=[{"day": date(2026, 3, 4), "working": False}]
    )
    now, newest = rules_now(current), epochs(current)[-1][1]
    assert now.policies.equals(newest.policies)
    assert [hours_of(now, date(2026, 3, day)) for day in (3, 4)] == [hours_of(newest, date(2026, 3, day)) for day in (3, 4)] == [6, 0]


def test_the_same_rules_are_built_once() -> None:
    assert rules_now(frames(policy=[policy()])) is rules_now(frames(policy=[policy(id=9, version=4)]))
    assert rules_now(frames(policy=[policy()])) is not rules_now(frames(policy=[policy(limit=9)]))
