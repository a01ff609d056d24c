"""The rules as data: limits, calendar and settings in force now, and in force at each moment of the past."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from core.text import Text
from core.workdays import WorkCalendar, china

POLICY_COLUMNS = MappingProxyType(
    {"promise": pl.String, "level": pl.String, "limit": pl.Float64, "unit": pl.String, "warn_at": pl.Float64, "active": pl.Boolean}
)
WARN_AT = 0.75
UNITS = ("hours", "days", "working_hours", "working_days")

# A level of "" answers for every level that has no row of its own.
DEFAULT_POLICIES = pl.DataFrame(
    [
        (promise, level, limit, unit, WARN_AT, True)
        for promise, level, limit, unit in (
            ("request_response", "urgent", 24.0, "hours"),
            ("request_response", "important", 3.0, "working_days"),
            ("request_response", "normal", 7.0, "days"),
            ("request_decision", "urgent", 3.0, "working_days"),
            ("request_decision", "important", 5.0, "working_days"),
            ("request_decision", "normal", 30.0, "days"),
            ("issue_report", "", 24.0, "hours"),
            ("issue_response", "urgent", 2.0, "hours"),
            ("issue_response", "major", 2.0, "hours"),
            ("issue_response", "normal", 24.0, "hours"),
            ("issue_meeting", "", 48.0, "hours"),
            ("dispute_meeting", "", 24.0, "hours"),
            ("issue_closure", "", 48.0, "hours"),
            ("risk_plan", "", 24.0, "hours"),
            ("warning_plan", "", 24.0, "hours"),
            ("meeting_notice", "", 2.0, "working_days"),
            ("minutes", "", 1.0, "working_days"),
            ("action_item", "", 0.0, "days"),
            ("task_due", "", 0.0, "days"),
            ("delay_notice", "", 0.0, "days"),
            ("rectification", "", 0.0, "days"),
            ("resource_decision", "", 3.0, "working_days"),
        )
    ],
    schema=dict(POLICY_COLUMNS),
    orient="row",
)

# The years chinesecalendar's notices cover, and enough ahead for any plan; a year without a notice is provisional (core.workdays).
CALENDAR_YEARS = range(2004, 2041)
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def _zone(text: str) -> str:
    try:
        # Both libraries must know the name: zoneinfo also takes files (localtime) that Polars refuses.
        pl.Series([], dtype=pl.Datetime("us", ZoneInfo(text).key))
    except (pl.exceptions.PolarsError, KeyError, OSError) as error:
        raise ValueError(text) from error
    return text


def _days(text: str) -> tuple[int, ...]:
    days = sorted({int(part) for part in text.replace("，", ",").split(",")})
    if not set(days) <= set(range(1, 8)):
        raise ValueError(text)
    return tuple(day - 1 for day in days)


def _hours(text: str) -> tuple[tuple[time, time], ...]:
    spans = []
    for part in text.replace("，", ",").replace("：", ":").replace("–", "-").split(","):
        start, end = part.split("-")
        spans.append((time.fromisoformat(start.strip()), time.fromisoformat(end.strip())))
    edges = [edge for span in spans for edge in span]
    if any(edge.tzinfo or edge.second or edge.microsecond for edge in edges) or any(a >= b for a, b in spans) or edges != sorted(edges):
        raise ValueError(text)
    return tuple(spans)


def _minutes(text: str) -> int:
    minutes = int(text)
    if not 1 <= minutes <= 24 * 60:
        raise ValueError(text)
    return minutes


def _time(text: str) -> time:
    moment = time.fromisoformat(text.replace("：", ":").strip())
    if moment.tzinfo or moment.second or moment.microsecond:
        raise ValueError(text)
    return moment


def _rhythm(text: str) -> str:
    rhythm = text.strip().lower()
    if rhythm not in {"weekly", "daily"}:
        raise ValueError(text)
    return rhythm


def _weekly(text: str) -> timedelta:
    day, clock = text.replace("：", ":").split()
    (weekday,), at = _days(day), _time(clock)
    return timedelta(days=weekday, hours=at.hour, minutes=at.minute)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: the text it has by default, and the parser of such a text, which raises ValueError."""

    default: str
    label: Text
    help: Text
    parse: Callable[[str], Any]


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "zone": Setting("Asia/Shanghai", Text("时区", "Time zone"), Text("如 Asia/Shanghai", "Such as Asia/Shanghai"), _zone),
        "work_days": Setting(
            "1,2,3,4,5",
            Text("工作日", "Work days"),
            Text("如 1,2,3,4,5；1 为周一，7 为周日", "Such as 1,2,3,4,5; 1 is Monday, 7 is Sunday"),
            _days,
        ),
        "work_hours": Setting(
            "09:00-12:00,13:00-18:00",
            Text("工作时间", "Work hours"),
            Text("如 09:00-12:00,13:00-18:00", "Such as 09:00-12:00,13:00-18:00"),
            _hours,
        ),
        "idle_minutes": Setting(
            "30",
            Text("自动退出（分钟）", "Sign out after (minutes)"),
            Text("无操作多久后退出登录，1–1440", "Idle time before signing out, 1–1440"),
            _minutes,
        ),
        "warnings_at": Setting(
            "3 09:00",
            Text("预警清单生成时间", "The warning list is made at"),
            Text("如 3 09:00：每周三 9 点；1 为周一，7 为周日", "Such as 3 09:00: Wednesdays at nine; 1 is Monday, 7 is Sunday"),
            _weekly,
        ),
        "update_rhythm": Setting(
            "weekly",
            Text("进度填报节奏", "Progress is reported"),
            Text("weekly 每周一次，daily 每个工作日一次", "weekly, or daily for every working day"),
            _rhythm,
        ),
        "update_by": Setting(
            "17:00",
            Text("进度填报截止时间", "Progress is reported by"),
            Text(
                "如 17:00；每周填报以当周最后一个工作日的这个时间为准",
                "Such as 17:00; weekly: at that time on the week's last working day",
            ),
            _time,
        ),
    }
)


@dataclass(frozen=True, eq=False)
class Rules:
    """The rules of one stretch of time: policies (POLICY_COLUMNS, one row per promise and level) and the working calendar."""

    policies: pl.DataFrame
    calendar: WorkCalendar


def setting(frame: pl.DataFrame, name: str) -> Any:
    """The parsed value of a setting from the frame of setting records; the default where none is stored or it does not parse.

    Raises KeyError for a name that SETTINGS does not know.
    """
    stored = frame.filter(pl.col("name") == name, pl.col("value").is_not_null(), ~pl.col("removed")).sort("id")["value"].to_list()
    return _value(name, stored[-1] if stored else None)


def rules_now(frames: Mapping[str, pl.DataFrame]) -> Rules:
    """The rules by the current frames of policy, calendar_day and setting."""
    return _rules(_inputs([(table, row) for table in _RULE_TABLES for row in frames[table].sort("id").iter_rows(named=True)]))


def epochs(histories: Mapping[str, pl.DataFrame]) -> list[tuple[datetime, Rules]]:
    """Each set of rules that was ever in force with the moment (UTC) it came into force, oldest first.

    histories holds every version of policy, calendar_day and setting. The built-in defaults reach back for ever (BEGINNING);
    a version saved at t is in force from t. Saves that change no limit and no working time open no epoch.
    """
    versions = sorted(
        ((table, row) for table in _RULE_TABLES for row in histories[table].iter_rows(named=True)),
        key=lambda entry: (entry[1]["saved_at"], entry[1]["id"], entry[1]["version"]),
    )
    found = [(BEGINNING, _inputs([]))]
    standing: dict[tuple[str, int], Mapping[str, Any]] = {}
    for position, (table, row) in enumerate(versions):
        standing[table, row["id"]] = row
        moment: datetime = row["saved_at"]
        if position + 1 < len(versions) and versions[position + 1][1]["saved_at"] == moment:
            continue
        inputs = _inputs([(name, standing[name, record]) for name, record in sorted(standing)])
        if inputs != found[-1][1]:
            found.append((moment, inputs))
    return [(moment, _rules(inputs)) for moment, inputs in found]


_RULE_TABLES = ("policy", "calendar_day", "setting")
_Spans = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class _Inputs:
    """What a set of rules is built from: hashable, so that equal rules are recognised before anything is built."""

    policies: tuple[tuple[tuple[str, str], tuple[float, str, float, bool]], ...]
    days: tuple[tuple[date, bool], ...]
    zone: str
    week: tuple[int, ...]
    hours: _Spans


def _value(name: str, text: str | None) -> Any:
    known = SETTINGS[name]
    if text is not None:
        try:
            return known.parse(text)
        except ValueError:
            pass
    return known.parse(known.default)


def _inputs(records: Sequence[tuple[str, Mapping[str, Any]]]) -> _Inputs:
    policies: dict[tuple[str, str], tuple[float, str, float, bool]] = {}
    days: dict[date, bool] = {}
    settings: dict[str, str] = {}
    for table, row in records:
        if row["removed"]:
            continue
        if table == "policy" and row["limit"] is not None and row["unit"] in UNITS:
            warn_at = WARN_AT if row["warn_at"] is None else row["warn_at"]
            policies[row["promise"], row["level"] or ""] = (row["limit"], row["unit"], warn_at, row["active"] is not False)
        elif table == "calendar_day" and row["day"] is not None:
            days[row["day"]] = bool(row["working"])
        elif table == "setting" and row["value"] is not None:
            settings[row["name"]] = row["value"]
    return _Inputs(
        tuple(policies.items()), tuple(days.items()), *(_value(name, settings.get(name)) for name in ("zone", "work_days", "work_hours"))
    )


# A calendar lays its days out when first used: the same rules after a save are the same object, with that work done.
@lru_cache(maxsize=256)
def _rules(inputs: _Inputs) -> Rules:
    defaults = {(row[0], row[1]): row[2:] for row in DEFAULT_POLICIES.iter_rows()}
    rows = [(*key, *values) for key, values in {**defaults, **dict(inputs.policies)}.items()]
    # A make-up day is worked by the organisation's own hours, not by those the national calendar assumes.
    exceptions = {day: inputs.hours if spans else () for day, spans in _national().items()}
    exceptions |= {day: inputs.hours if working else () for day, working in inputs.days}
    week = {weekday: inputs.hours if weekday in inputs.week else () for weekday in range(7)}
    return Rules(pl.DataFrame(rows, schema=dict(POLICY_COLUMNS), orient="row"), WorkCalendar(week, exceptions, inputs.zone))


@lru_cache(maxsize=1)
def _national() -> Mapping[date, _Spans]:
    return MappingProxyType(china(CALENDAR_YEARS))
