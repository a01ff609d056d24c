"""Importing: a real export becomes records whose figures anyone can count again; what is not sound leaves no trace."""

import csv
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from core import figures
from core.actions import importing
from core.actions.act import Forbidden, Refused, RefusedRows
from core.actions.import_check import vetted
from core.actions.import_names import known
from core.documents import upload
from core.documents.mapping import Outcome, Row, apply, guess
from core.documents.template import template
from core.figures import Choice
from core.schema.tables import TABLES
from core.store.work import AlreadySaved
from core.text import Language
from tests.builders import NOW, Company, company, issue

REAL = Path(__file__).parents[1] / "data" / "incidents_events.csv"


@pytest.fixture
def c() -> Company:
    return company()


def read_in(c: Company, who: str, table: str, data: bytes, name: str = "a.csv", **plan: Any) -> tuple[Outcome, frozenset[str]]:
    """What the page makes of a file: guessed, changed by hand, held against the records."""
    visit, declared = c.visit(who), TABLES[table]
    words = {name: list(entries.values()) for name, entries in visit.vocabulary.items()}
    sheet = upload.read(data, name)
    first = guess(sheet, declared, words)
    chosen = replace(first, **plan | {"columns": {**first.columns, **plan.get("columns", {})}})
    linked = {field.to for field in declared.fields if field.to}
    given = frozenset({*chosen.columns, *chosen.constants})
    found = apply(sheet, chosen, declared, known(visit.frames, linked), words, visit.zone)
    return (found if found.faults else vetted(visit, table, found, given, chosen.columns)), given


def text(*lines: Sequence[str]) -> bytes:
    return "".join(",".join(line) + "\n" for line in lines).encode()


def bring_in(c: Company, who: str, table: str, data: bytes, **plan: Any) -> importing.Imported:
    outcome, given = read_in(c, who, table, data, **plan)
    return importing.run(c.visit(who), table, outcome, given)


def real(c: Company, data: bytes) -> tuple[Outcome, frozenset[str]]:
    return read_in(
        c,
        "coordinator",
        "issue",
        data,
        columns={"title": "u_symptom", "departments": "assignment_group"},
        keys=("number",),
        constants={"title": "未说明", "departments": [c.departments["research"]]},
        create_missing=frozenset({"department"}),
    )


def moment(cell: str) -> datetime | None:
    return None if cell == "?" else datetime.strptime(cell, "%d-%m-%Y %H:%M").replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def counted(opened: Sequence[datetime | None], kept: Sequence[datetime | None], limits: Sequence[timedelta]) -> tuple[int, int, float]:
    """Kept in time, broken, and the median minutes, over the promises that were opened."""
    given = [(start, end, limit) for start, end, limit in zip(opened, kept, limits, strict=True) if start is not None]
    in_time = sum(end is not None and end <= start + limit for start, end, limit in given)
    minutes = [max(end - start, timedelta()) / timedelta(minutes=1) for start, end, _ in given if end is not None]
    return in_time, len(given) - in_time, statistics.median(minutes)


def test_the_real_file_becomes_445_issues_whose_figures_can_be_counted_again(c: Company) -> None:
    start = time.process_time()
    outcome, given = real(c, REAL.read_bytes())
    made = importing.run(c.visit("coordinator"), "issue", outcome, given)
    assert time.process_time() - start < 10
    assert (made.added, made.changed, made.unchanged, len(made.created["department"])) == (445, 0, 0, 45)

    with REAL.open(encoding="utf-8", newline="") as file:
        last = {line["number"]: line for line in csv.DictReader(file)}
    lines = list(last.values())
    found, reported, resolved = ([moment(line[name]) for line in lines] for name in ("opened_at", "sys_created_at", "resolved_at"))
    day, two_hours = timedelta(hours=24), timedelta(hours=2)
    urgent = [line["priority"] in {"1 - Critical", "2 - High"} for line in lines]
    expected = {
        "issue_report": counted(found, reported, [day] * 445),
        # The file does not say when anybody responded: what was resolved had been responded to by then.
        "issue_response": counted(reported, resolved, [two_hours if one else day for one in urgent]),
        "issue_closure": counted(reported, resolved, [timedelta(hours=48)] * 445),
    }
    rows = figures.kinds(c.visit("coordinator"), Choice()).filter(pl.col("kind").str.starts_with("issue_"))
    actual = {kind: values for kind, *values in rows.select("kind", "kept", "broken", "median_minutes").iter_rows()}
    assert actual == {kind: list(values) for kind, values in expected.items()}
    rates = dict(rows.select("kind", "rate").iter_rows())
    assert rates == {kind: kept / (kept + broken) for kind, (kept, broken, _) in expected.items()}
    states = c.ledger.snapshot()["issue"]["status"].to_list()
    assert states.count("resolved") == sum(one is not None for one in resolved)


def test_the_same_file_again_changes_nothing(c: Company) -> None:
    outcome, given = real(c, REAL.read_bytes())
    importing.run(c.visit("coordinator"), "issue", outcome, given)
    again, given = real(c, REAL.read_bytes())
    with c.unchanged():
        made = importing.run(c.visit("coordinator"), "issue", again, given)
    assert (made.added, made.changed, made.unchanged) == (0, 0, 445)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:500_000],
        lambda data: data.replace(b"29-02-2016 01:16", b"31-02-2016 01:16"),
        lambda data: data.replace(b"3 - Moderate", b"3 - Whatever", 900),
        lambda data: b"PK\x03\x04" + data,
        lambda data: data.replace(b"opened_at", b"when"),
    ],
    ids=["cut short", "a day that does not exist", "an unknown level", "not what its name says", "a required column is gone"],
)
def test_a_damaged_copy_is_refused_and_nothing_is_written(c: Company, damage: Any) -> None:
    def bring() -> None:
        outcome, given = real(c, damage(REAL.read_bytes()))
        importing.run(c.visit("coordinator"), "issue", outcome, given)

    with c.unchanged(), pytest.raises((upload.Refused, Refused)):
        bring()


def test_only_the_good_rows_are_saved_when_that_is_asked_for(c: Company) -> None:
    data = text(("问题名称", "涉及部门", "发现时间"), ("甲", "产品研发部", "2026-11-01 09:00"), ("乙", "没有的部门", "2026-11-01 09:00"))
    outcome, given = read_in(c, "admin", "issue", data)
    with c.unchanged(), pytest.raises(Refused):
        importing.run(c.visit("admin"), "issue", outcome, given)
    made = importing.run(c.visit("admin"), "issue", outcome, given, only_good=True)
    assert (made.added, c.ledger.snapshot()["issue"]["title"].to_list()) == (1, ["甲"])


def test_a_row_that_the_records_refuse_keeps_the_others_out_too(c: Company) -> None:
    rows = (Row(2, {"title": "甲", "departments": [1], "found_at": NOW}), Row(3, {"title": "乙", "departments": [99], "found_at": NOW}))
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        importing.run(c.visit("admin"), "issue", Outcome(rows), {"title", "departments", "found_at"})
    assert {number: list(found) for number, found in refused.value.rows.items()} == {3: ["departments"]}


def test_a_row_with_the_number_of_a_record_changes_it_and_leaves_the_rest(c: Company) -> None:
    data = text(("编号", "问题名称", "级别", "涉及部门", "发现时间"), ("WT-7", "旧", "重大", "产品研发部", "2026-11-01 09:00"))
    bring_in(c, "admin", "issue", data)
    made = bring_in(
        c, "admin", "issue", text(("编号", "问题名称", "涉及部门", "发现时间"), ("WT-7", "新", "产品研发部", "2026-11-01 09:00"))
    )
    row = c.row("issue", made.records[0])
    assert (made.added, made.changed) == (0, 1)
    assert (row["title"], row["level"], row["version"]) == ("新", "major", 2)


def test_rows_without_a_number_go_on_with_the_series_past_those_the_file_gives(c: Company) -> None:
    head = ("编号", "问题名称", "涉及部门", "发现时间")
    rows = [(number, "甲", "产品研发部", "2026-11-01 09:00") for number in ("", "WT-2026-0002", "")]
    made = bring_in(c, "admin", "issue", text(head, *rows))
    assert [c.row("issue", record)["number"] for record in made.records] == ["WT-2026-0001", "WT-2026-0002", "WT-2026-0003"]


def test_one_number_twice_in_a_file_is_a_problem(c: Company) -> None:
    head = ("编号", "问题名称", "涉及部门", "发现时间")
    outcome, _ = read_in(c, "admin", "issue", text(head, *[("WT-1", "甲", "产品研发部", "2026-11-01 09:00")] * 2))
    assert [(problem.row, problem.field) for problem in outcome.problems] == [(3, "number")]


@pytest.mark.parametrize(
    ("table", "extra", "problem"),
    [
        ("issue", {"status": "resolved"}, "resolved_at"),
        ("issue", {"kind": "dispute"}, "focus"),
        ("issue", {"found_at": NOW + timedelta(days=1)}, "found_at"),
        ("task", {"starts_on": date(2026, 11, 3), "due_on": date(2026, 11, 2)}, "due_on"),
        ("task", {"status": "done"}, "finished_on"),
        ("task", {"kind": "milestone"}, "starts_on"),
    ],
)
def test_values_that_do_not_go_together_are_problems(c: Company, table: str, extra: dict[str, Any], problem: str) -> None:
    base = {
        "issue": {"title": "甲", "kind": "problem", "level": "normal", "departments": [1], "found_at": NOW},
        "task": {"project": 1, "kind": "task", "title": "甲", "department": 1, "starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 9)},
    }[table]
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        importing.run(c.visit("admin"), table, Outcome((Row(2, base | extra),)), base.keys() | extra.keys())
    assert list(refused.value.rows[2]) == [problem]


def test_states_follow_from_the_times_unless_the_file_gives_them(c: Company) -> None:
    base = {"title": "甲", "kind": "problem", "level": "normal", "departments": [1], "found_at": NOW - timedelta(days=3), "status": "open"}
    later = NOW - timedelta(days=1)
    rows = (Row(2, base), Row(3, base | {"responded_at": later}), Row(4, base | {"resolved_at": later}))
    made = importing.run(c.visit("admin"), "issue", Outcome(rows), {"title", "responded_at", "resolved_at"})
    found = [c.row("issue", record) for record in made.records]
    assert [row["status"] for row in found] == ["open", "responded", "resolved"]
    assert found[2]["responded_at"] == later
    kept = importing.run(c.visit("admin"), "issue", Outcome((Row(2, base | {"responded_at": later}),)), {"status", "responded_at"})
    assert c.row("issue", kept.records[0])["status"] == "open"


def test_a_high_risk_starts_the_clock_of_its_plan_when_it_was_identified(c: Company) -> None:
    seen = NOW - timedelta(days=2)
    row = {"title": "甲", "department": 1, "probability": 5, "impact": 4, "identified_at": seen, "status": "open"}
    made = importing.run(c.visit("admin"), "risk", Outcome((Row(2, row),)), row.keys() - {"status"})
    assert c.row("risk", made.records[0])["became_high_at"] == seen


def test_departments_people_and_projects_that_nobody_knows_are_made_first(c: Company) -> None:
    data = text(
        ("项目", "任务名称", "责任部门", "主责人", "计划开始", "计划完成"),
        ("新品", "甲", "测试部", "Ann Lee", "2026-11-02", "2026-11-06"),
        ("新品", "乙", "测试部", "王五", "2026-11-04", "2026-11-20"),
    )
    made = bring_in(c, "coordinator", "task", data, create_missing=frozenset({"department", "person", "project"}))
    assert made.created == {"department": ("测试部",), "person": ("Ann Lee", "王五"), "project": ("新品",)}
    frames = c.ledger.snapshot()
    ann, wang = frames["person"].tail(2).to_dicts()
    assert (ann["username"], ann["role"], ann["can_decide"], wang["username"]) == ("ann.lee", "contact", False, "u001")
    project = frames["project"].tail(1).to_dicts()[0]
    assert (project["starts_on"], project["ends_on"]) == (date(2026, 11, 2), date(2026, 11, 20))
    assert project["lead_department"] == frames["department"].tail(1)["id"][0]
    assert frames["task"]["owner"].to_list() == [ann["id"], wang["id"]]
    assert c.saved()[0] == "import"


def test_tasks_stand_under_rows_of_the_same_file_by_name_or_by_code(c: Company) -> None:
    head = ("项目", "任务名称", "上级任务", "WBS 编码", "责任部门", "计划开始", "计划完成", "当前进度 %")
    dates = ("产品研发部", "2026-11-02", "2026-11-06")
    data = text(
        head,
        ("launch", "接口", "准备", "", *dates, "40"),
        ("launch", "准备", "", "7", *dates, ""),
        ("launch", "联调", "", "7.4", *dates, ""),
        ("launch", "发布", "", "", *dates, ""),
    )
    bring_in(c, "admin", "task", data, create_missing=frozenset({"task"}))
    rows = {row["title"]: row for row in c.ledger.snapshot()["task"].iter_rows(named=True)}
    assert rows["接口"]["parent"] == rows["联调"]["parent"] == rows["准备"]["id"]
    assert (rows["发布"]["parent"], rows["发布"]["code"]) == (None, "8")
    assert {rows["接口"]["code"], rows["联调"]["code"]} == {"7.1", "7.4"}
    assert (rows["接口"]["status"], rows["联调"]["status"]) == ("doing", "not_started")
    report = c.ledger.snapshot()["progress"].to_dicts()
    assert [(one["task"], one["percent"]) for one in report] == [(rows["接口"]["id"], 40.0)]


def test_tasks_in_a_circle_or_under_nothing_are_problems(c: Company) -> None:
    head = ("项目", "任务名称", "上级任务", "责任部门", "计划开始", "计划完成")
    dates = ("产品研发部", "2026-11-02", "2026-11-06")
    data = text(head, ("launch", "甲", "乙", *dates), ("launch", "乙", "甲", *dates), ("launch", "丙", "没有", *dates))
    outcome, _ = read_in(c, "admin", "task", data, create_missing=frozenset({"task"}))
    assert [(problem.row, problem.field) for problem in outcome.problems] == [(2, "parent"), (3, "parent"), (4, "parent")]


def test_a_name_that_two_people_have_is_a_problem_and_the_user_name_is_not(c: Company) -> None:
    people = text(("登录名", "姓名", "角色"), ("ann", "Ann", "部门对接人"), ("ann2", "Ann", "部门对接人"))
    assert bring_in(c, "admin", "person", people).added == 2
    head = ("问题名称", "涉及部门", "发现时间", "责任人")
    rows = [("甲", "产品研发部", "2026-11-01 09:00", owner) for owner in ("Ann", "ann2")]
    outcome, _ = read_in(c, "admin", "issue", text(head, *rows))
    assert [(problem.row, problem.field) for problem in outcome.problems] == [(2, "owner")]
    assert outcome.rows[0].values["owner"] == c.ledger.snapshot()["person"]["id"].max()


def test_what_must_be_the_only_one_of_its_kind_is_looked_for_in_the_file_too(c: Company) -> None:
    head = ("部门编码", "部门名称")
    outcome, _ = read_in(c, "admin", "department", text(head, ("research", "甲"), ("X", "乙"), ("X", "丙"), ("Y", "丁")))
    assert [(problem.row, problem.field) for problem in outcome.problems] == [(2, "code"), (4, "code")]


def test_who_may_not_import_saves_nothing(c: Company) -> None:
    row = Outcome((Row(2, issue(c)),))
    for who in ("lead", "contact", "leader", "viewer"):
        with c.unchanged(), pytest.raises(Forbidden):
            importing.run(c.visit(who), "issue", row, issue(c).keys())


def test_who_may_import_but_not_keep_people_cannot_make_administrators(c: Company) -> None:
    rows = Outcome((Row(2, {"username": "x", "name": "X", "role": "admin"}),))
    with c.unchanged(), pytest.raises(Forbidden):
        importing.run(c.visit("coordinator"), "person", rows, {"username", "name", "role"})


def test_rules_and_passwords_cannot_be_imported(c: Company) -> None:
    with c.unchanged(), pytest.raises(Refused):
        importing.run(c.visit("admin"), "setting", Outcome((Row(2, {"name": "zone", "value": "UTC"}),)), {"name", "value"})


def test_the_same_click_twice_saves_once(c: Company) -> None:
    rows, given = Outcome((Row(2, issue(c)),)), issue(c).keys()
    importing.run(c.visit("admin"), "issue", rows, given, key="once")
    with c.unchanged(), pytest.raises(AlreadySaved):
        importing.run(c.visit("admin"), "issue", rows, given, key="once")


def test_twenty_thousand_rows_take_seconds_and_tell_how_far_they_are(c: Company) -> None:
    rows = tuple(Row(number, issue(c) | {"number": f"X{number}"}) for number in range(20_000))
    told: list[tuple[int, int]] = []
    start = time.process_time()
    importing.run(c.visit("admin"), "issue", Outcome(rows), {*issue(c), "number"}, progress=lambda done, total: told.append((done, total)))
    assert time.process_time() - start < 20
    assert told[0] == (0, 20_000)
    assert told[-1] == (20_000, 20_000)
    assert len(told) > 10


@pytest.mark.parametrize("table", importing.TABLES)
@pytest.mark.parametrize("language", list(Language))
def test_a_template_is_understood_column_by_column(c: Company, table: str, language: Language) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    words = {name: list(entries.values()) for name, entries in c.visit("admin").vocabulary.items()}
    data = template(TABLES[table], words, language)
    with pytest.raises(upload.Refused):
        upload.read(data, "a.xlsx")
    book = load_workbook(BytesIO(data))
    book.worksheets[0].append(["x"] * len(TABLES[table].fields))
    out = BytesIO()
    book.save(out)
    assert guess(upload.read(out.getvalue(), "a.xlsx"), TABLES[table], words).columns.keys() == TABLES[table].by_name.keys()
