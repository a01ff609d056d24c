"""Made-up cross-department work of any size, vectorised and seeded, saved through the ledger like anybody's records."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import numpy as np
import polars as pl

from core.schema.columns import MOMENT
from core.store.ledger import Ledger

DEPARTMENTS = (
    "产品研发部",
    "市场营销部",
    "销售运营部",
    "客户成功部",
    "财务管理部",
    "人力资源部",
    "法务合规部",
    "信息技术部",
    "采购供应链部",
)
DEPARTMENTS = (*DEPARTMENTS, "生产制造部", "质量管理部", "战略发展部")
PEOPLE = 480
YEARS = 3
# Rows of one save: few enough that their dictionaries do not fill the memory.
_TOGETHER = 20_000
_PHASES = 6


def fill(ledger: Ledger, tasks: int, now: datetime, seed: int = 20261120) -> int:
    """Save work with so many tasks into an empty ledger, the newest records at now. Returns how many rows were saved.

    As many requests as a fifth of the tasks, issues and risks a twentieth each, three progress updates a task.
    The first person is an administrator.
    """
    rows = 0
    for table, frame in _tables(tasks, now, np.random.default_rng(seed)):
        for part in frame.iter_slices(_TOGETHER):
            with ledger.writing(1, now, "bench") as work:
                for row in part.iter_rows(named=True):
                    work.add(table, row)
        rows += frame.height
    return rows


def _tables(tasks: int, now: datetime, random: np.random.Generator) -> Iterator[tuple[str, pl.DataFrame]]:
    today = (now.date() - date(1970, 1, 1)).days
    yield "department", _departments()
    yield "person", _people(random)
    projects = _projects(max(3, min(50, tasks // 200)), today, random)
    yield "project", projects
    yield "participation", _participations(projects.height)
    plan = _tasks(tasks, projects, today, random)
    yield "task", plan.drop("_end")
    yield "progress", _progress(plan, 3 * tasks, today, random)
    requests = _requests(tasks // 5, projects.height, now, random)
    yield "request", requests
    yield "response", _responses(requests, now, random)
    yield "issue", _issues(tasks // 20, projects.height, now, random)
    yield "risk", _risks(tasks // 20, projects.height, now, random)
    goals = _goals(20, projects.height, today)
    yield "goal", goals
    yield "reading", _readings(goals, today, random)
    surveys = _surveys(projects.height, today)
    yield "survey", surveys
    yield "answer", _answers(surveys, min(300, tasks // 50), now, random)


def _departments() -> pl.DataFrame:
    count = len(DEPARTMENTS)
    codes = [f"D{number:02}" for number in range(1, count + 1)]
    return pl.DataFrame({"code": codes, "name": DEPARTMENTS, "head": range(1, count + 1), "active": [True] * count})


def _people(random: np.random.Generator) -> pl.DataFrame:
    roles = ["admin"] + [
        ("contact", "lead", "leader", "coordinator")[place] for place in random.choice(4, PEOPLE - 1, p=[0.8, 0.1, 0.07, 0.03])
    ]
    return pl.DataFrame(
        {
            "username": [f"u{number:04}" for number in range(1, PEOPLE + 1)],
            "name": [f"员工{number}" for number in range(1, PEOPLE + 1)],
            "department": np.arange(PEOPLE) % len(DEPARTMENTS) + 1,
            "role": roles,
            "can_decide": random.random(PEOPLE) < 0.5,
            "language": "zh",
            "active": True,
        }
    )


def _projects(count: int, today: int, random: np.random.Generator) -> pl.DataFrame:
    starts = today - random.integers(60, YEARS * 365, count)
    ends = starts + random.integers(150, 541, count)
    # The first project is always in its middle.
    starts[0], ends[0] = today - 200, today + 200
    chance = random.random(count)
    states = np.where(ends < today, np.where(chance < 0.85, "done", "active"), np.where(chance < 0.07, "paused", "active"))
    states[0] = "active"
    number = np.arange(1, count + 1)
    return pl.DataFrame(
        {
            "number": [f"XM-{n:04}" for n in number],
            "name": [f"项目 {n}" for n in number],
            "lead_department": number % len(DEPARTMENTS) + 1,
            "manager": number % PEOPLE + 1,
            "starts_on": _days(starts),
            "ends_on": _days(ends),
            "status": states,
        }
    )


def _participations(projects: int) -> pl.DataFrame:
    project = np.repeat(np.arange(1, projects + 1), 4)
    place = np.tile(np.arange(4), projects)
    return pl.DataFrame(
        {
            "project": project,
            "department": (project + place * 2) % len(DEPARTMENTS) + 1,
            "part": np.where(place == 0, "lead", "support"),
            "contact": (project * 7 + place) % PEOPLE + 1,
        }
    )


def _tasks(count: int, projects: pl.DataFrame, today: int, random: np.random.Generator) -> pl.DataFrame:
    """Phases, packages and leaves of each project in turn; _end is the day a leaf ends or would end, known or not."""
    shares = 0.3 + random.random(projects.height) ** 2
    sizes = np.maximum(20, (shares / shares.sum() * count).astype(np.int64))
    sizes[0] += count - sizes.sum()
    packages = np.maximum(1, (sizes - _PHASES) // 15)
    project = np.repeat(np.arange(projects.height), sizes)
    first = np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    place = np.arange(count) - (first - 1) - _PHASES
    inner = place - packages[project]
    package = np.where(inner < 0, place, inner % packages[project])
    phase = np.where(place < 0, place + _PHASES, package % _PHASES)
    leaf = inner >= 0
    parent = np.where(place < 0, 0, np.where(leaf, first + _PHASES + package, first + phase))
    starts_on, ends_on = (projects[name].to_physical().to_numpy() for name in ("starts_on", "ends_on"))
    span = (ends_on - starts_on)[project]
    starts = starts_on[project] + ((phase + random.random(count) * 0.8) / _PHASES * span).astype(np.int64)
    lasts = random.integers(2, 26, count)
    began = starts + random.integers(-2, 8, count)
    ended = began + np.maximum(1, (lasts * (0.75 + 0.6 * random.random(count))).astype(np.int64))
    started = leaf & (began < today)
    done = started & (ended <= today) & (random.random(count) < 0.97)
    cancelled = random.random(count) < 0.015
    share = np.clip((today - began) / np.maximum(1, ended - began), 0.05, 0.95)
    status = np.select([cancelled, done, started], ["cancelled", "done", "doing"], "not_started")
    code = (
        pl.when(pl.col("place") < 0)
        .then(pl.format("{}", "phase"))
        .when(pl.col("inner") < 0)
        .then(pl.format("{}.{}", "phase", "package"))
        .otherwise(pl.format("{}.{}.{}", "phase", "package", "inner"))
    )
    codes = pl.DataFrame({"phase": phase + 1, "package": package // _PHASES + 1, "place": place, "inner": inner}).select(code).to_series()
    return pl.DataFrame(
        {
            "project": project + 1,
            "parent": pl.Series(parent).replace(0, None),
            "code": codes,
            "kind": np.where(place < 0, "phase", "task"),
            "title": pl.Series(codes).rename("title") + " 交付接口方案",
            "department": (project + random.integers(0, 4, count) * 2) % len(DEPARTMENTS) + 1,
            "owner": random.integers(1, PEOPLE + 1, count),
            "starts_on": _days(starts),
            "due_on": _days(starts + lasts),
            "status": status,
            "health": np.where(random.random(count) < 0.04, "blocked", "normal"),
            "percent": np.where(done, 100.0, np.where(started, np.floor(share * 20) * 5, 0.0)),
            "started_on": _days(began, started),
            "finished_on": _days(ended, done & ~cancelled),
            "_end": _days(ended),
        }
    )


def _progress(tasks: pl.DataFrame, count: int, today: int, random: np.random.Generator) -> pl.DataFrame:
    started = np.flatnonzero(tasks["started_on"].is_not_null().to_numpy())
    task = np.sort(random.choice(started, count))
    began, ended = (tasks[name].to_physical().to_numpy(allow_copy=True)[task] for name in ("started_on", "_end"))
    reported = began + (random.random(count) * np.maximum(1, np.minimum(ended, today) - began)).astype(np.int64)
    share = np.clip((reported - began) / np.maximum(1, ended - began), 0, 1)
    return pl.DataFrame(
        {
            "task": task + 1,
            "reported_on": _days(reported.astype(np.int64)),
            "percent": np.floor(share * 20) * 5.0,
            "health": "normal",
            "done": "按计划推进",
            "reporter": task % PEOPLE + 1,
        }
    ).sort("reported_on", "task")


def _requests(count: int, projects: int, now: datetime, random: np.random.Generator) -> pl.DataFrame:
    submitted = _moments(now, count, random)
    waits = (random.exponential(1.2, count) * 86400).astype(np.int64)
    decided = submitted + waits <= _seconds(now)
    status = np.where(decided, random.choice(["approved", "rejected", "returned"], count, p=[0.9, 0.05, 0.05]), "submitted")
    number = np.arange(1, count + 1)
    applying = random.integers(0, len(DEPARTMENTS), count)
    asked = (applying[:, None] + np.array([1, 4, 7])) % len(DEPARTMENTS) + 1
    width = random.integers(1, 4, count)
    return pl.DataFrame(
        {
            "number": [f"XQ-{n:06}" for n in number],
            "title": [f"请提供数据接口 {n}" for n in number],
            "applicant_department": applying + 1,
            "applicant": random.integers(1, PEOPLE + 1, count),
            "departments": [row[:size] for row, size in zip(asked.tolist(), width.tolist(), strict=True)],
            "urgency": random.choice(["urgent", "important", "normal"], count, p=[0.2, 0.3, 0.5]),
            "background": "跨部门协作",
            "goal": "按期交付",
            "project": random.integers(1, projects + 1, count),
            "status": status,
            "submitted_at": _at(submitted),
            "decided_at": _at(submitted + waits, decided),
            "decided_by": random.integers(1, PEOPLE + 1, count),
        }
    )


def _responses(requests: pl.DataFrame, now: datetime, random: np.random.Generator) -> pl.DataFrame:
    asked = (
        requests.with_row_index("request", 1).select(pl.col("request").cast(pl.Int64), "departments", "submitted_at").explode("departments")
    )
    count = asked.height
    submitted = asked["submitted_at"].to_physical().to_numpy() // 1_000_000
    waits = (random.exponential(1.4, count) * 86400).astype(np.int64)
    answer = random.choice(["accept", "decline", "clarify"], count, p=[0.82, 0.1, 0.08])
    clarified = (answer == "clarify") & (random.random(count) < 0.9) & (submitted + 2 * waits <= _seconds(now))
    rows = asked.select("request", department="departments").with_columns(
        decision=answer,
        contact=random.integers(1, PEOPLE + 1, count),
        responder=random.integers(1, PEOPLE + 1, count),
        responded_at=_at(submitted + waits),
        clarified_at=_at(submitted + 2 * waits, clarified),
    )
    return rows.filter(pl.col("responded_at") <= now)


def _issues(count: int, projects: int, now: datetime, random: np.random.Generator) -> pl.DataFrame:
    found = _moments(now, count, random)
    reported, responded, resolved = (found + (random.exponential(days, count) * 86400).astype(np.int64) for days in (0.1, 0.6, 5))
    responded, resolved = np.maximum(responded, reported), np.maximum(resolved, responded)
    end = _seconds(now)
    status = np.select([resolved <= end, responded <= end], ["resolved", "responded"], "open")
    number = np.arange(1, count + 1)
    return pl.DataFrame(
        {
            "number": [f"WT-{n:06}" for n in number],
            "title": [f"接口返回超时 {n}" for n in number],
            "kind": "problem",
            "level": random.choice(["major", "urgent", "normal"], count, p=[0.1, 0.3, 0.6]),
            "project": random.integers(1, projects + 1, count),
            "departments": [[1 + n % len(DEPARTMENTS)] for n in number.tolist()],
            "found_at": _at(found),
            "owner": random.integers(1, PEOPLE + 1, count),
            "reporter": random.integers(1, PEOPLE + 1, count),
            "reported_at": _at(np.minimum(reported, end)),
            "responded_at": _at(responded, responded <= end),
            "resolved_at": _at(resolved, resolved <= end),
            "status": status,
        }
    )


def _risks(count: int, projects: int, now: datetime, random: np.random.Generator) -> pl.DataFrame:
    seen = _moments(now, count, random)
    probability, impact = random.integers(1, 6, count), random.integers(1, 6, count)
    high, end = probability * impact >= 15, _seconds(now)
    planned = seen + (random.exponential(1.5, count) * 86400).astype(np.int64)
    closed = seen + (random.exponential(120, count) * 86400).astype(np.int64)
    number = np.arange(1, count + 1)
    return pl.DataFrame(
        {
            "number": [f"FX-{n:06}" for n in number],
            "title": [f"供应商交付延期 {n}" for n in number],
            "project": random.integers(1, projects + 1, count),
            "department": number % len(DEPARTMENTS) + 1,
            "owner": random.integers(1, PEOPLE + 1, count),
            "probability": probability,
            "impact": impact,
            "reporter": random.integers(1, PEOPLE + 1, count),
            "identified_at": _at(seen),
            "became_high_at": _at(seen, high),
            "plan_submitted_at": _at(planned, high & (planned <= end)),
            "closed_at": _at(closed, closed <= end),
            "status": np.where(closed <= end, "closed", np.where(planned <= end, "watching", "open")),
        }
    )


def _goals(count: int, projects: int, today: int) -> pl.DataFrame:
    number = np.arange(1, count + 1)
    return pl.DataFrame(
        {
            "name": [f"目标 {n}" for n in number],
            "project": pl.Series(number % projects + 1),
            "category": "satisfaction",
            "source": "readings",
            "unit": "%",
            "direction": "up",
            "baseline_value": 60.0,
            "target_value": 90.0,
            "starts_on": _days(np.full(count, today - 400)),
            "due_on": _days(today + number * 10),
            "owner": number,
        }
    )


def _readings(goals: pl.DataFrame, today: int, random: np.random.Generator) -> pl.DataFrame:
    months = 13
    month = np.tile(np.arange(months), goals.height)
    return pl.DataFrame(
        {
            "goal": np.repeat(np.arange(1, goals.height + 1), months),
            "read_on": _days(today - 390 + month * 30),
            "value": 60 + 2.0 * month + random.normal(0, 2, month.size),
        }
    )


def _surveys(projects: int, today: int) -> pl.DataFrame:
    number = np.arange(YEARS * 12)
    return pl.DataFrame(
        {
            "title": [f"满意度 {n + 1}" for n in number],
            "kind": np.where(number % 3 == 2, "nps", "csat"),
            "project": number % projects + 1,
            "about": [list(range(1, len(DEPARTMENTS) + 1)) for _ in number],
            "opens_on": _days(today - YEARS * 365 + number * 30),
            "closes_on": _days(today - YEARS * 365 + number * 30 + 14),
        }
    )


def _answers(surveys: pl.DataFrame, raters: int, now: datetime, random: np.random.Generator) -> pl.DataFrame:
    survey = np.repeat(np.arange(surveys.height), raters)
    opens = surveys["opens_on"].to_physical().to_numpy()[survey] * 86400
    nps = (surveys["kind"] == "nps").to_numpy()[survey]
    rater = np.tile(np.arange(raters), surveys.height)
    answered = np.minimum(opens + random.integers(0, 14 * 86400, survey.size), _seconds(now))
    return pl.DataFrame(
        {
            "survey": survey + 1,
            "department": rater % len(DEPARTMENTS) + 1,
            "score": np.where(nps, random.integers(3, 11, survey.size), random.integers(2, 6, survey.size)),
            "rater": rater + 1,
            "rater_department": (rater + 5) % len(DEPARTMENTS) + 1,
            "answered_at": _at(answered),
        }
    )


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())


def _moments(now: datetime, count: int, random: np.random.Generator) -> np.ndarray:
    """Seconds of so many moments in the last years, oldest first."""
    end = _seconds(now)
    return np.sort(random.integers(end - YEARS * 365 * 86400, end - 3600, count))


def _days(days: np.ndarray, known: np.ndarray | None = None) -> pl.Series:
    return _known(pl.Series(days.astype(np.int32)).cast(pl.Date), known)


def _at(seconds: np.ndarray, known: np.ndarray | None = None) -> pl.Series:
    return _known(pl.Series(seconds.astype(np.int64) * 1_000_000).cast(MOMENT), known)


def _known(values: pl.Series, known: np.ndarray | None) -> pl.Series:
    return values if known is None else values.zip_with(pl.Series(known), values.clear(values.len()))
