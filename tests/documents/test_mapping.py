"""A sheet and a plan become typed rows, and every other row a problem."""

import csv
import io
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.documents.dates import DateOrder, guess_order, parse
from core.documents.mapping import Outcome, Plan, apply, guess
from core.documents.sheet import Sheet
from core.documents.upload import read
from core.documents.values import number
from core.schema.choices import BUILT_IN
from core.schema.field import Field, Kind, Table
from core.schema.tables import TABLES
from core.text import Text

REAL = Path(__file__).parents[1] / "data" / "incidents_events.csv"
SHANGHAI = ZoneInfo("Asia/Shanghai")
ISSUE = TABLES["issue"]
THING = Table(
    "thing",
    Text("物", "Thing"),
    (
        Field("name", Kind.TEXT, Text("名称", "Name"), required=True, high=10),
        Field("amount", Kind.NUMBER, Text("金额", "Amount"), low=0),
        Field("count", Kind.INTEGER, Text("件数", "Count")),
        Field("share", Kind.PERCENT, Text("比例", "Share"), low=0, high=100),
        Field("open", Kind.YES_NO, Text("是否开放", "Open"), default=True),
        Field("due_on", Kind.DATE, Text("截止日期", "Due on")),
        Field("seen_at", Kind.MOMENT, Text("发现时间", "Seen at")),
        Field("level", Kind.CHOICE, Text("级别", "Level"), choices="issue_level"),
        Field("owner", Kind.LINK, Text("责任人", "Owner"), to="person"),
        Field("departments", Kind.LINKS, Text("涉及部门", "Departments"), to="department"),
    ),
    title="name",
)
KNOWN = {"person": {"王芳": 1, "wangfang": 1, "李伟": 2}, "department": {"支付部": 7, "A/B 组": 8, "风控部": 9, "RISK": 9}}


def sheet_of(*rows: tuple[str, ...]) -> Sheet:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return read(out.getvalue().encode(), "a.csv")


def bring_in(sheet: Sheet, plan: Plan, table: Table = THING, known: Mapping[str, Mapping[str, int]] = KNOWN) -> Outcome:
    return apply(sheet, plan, table, known, BUILT_IN, SHANGHAI)


def value(field: str, text: str, **plan: object) -> object:
    """What one cell becomes: its value, or the English words of its problem."""
    outcome = bring_in(sheet_of(("名称", "列"), ("甲", text)), Plan({"name": "名称", field: "列"}, **plan))  # type: ignore[arg-type]
    return outcome.problems[0].text.en if outcome.problems else outcome.rows[0].values.get(field)


def real_plan(sheet: Sheet) -> Plan:
    first = guess(sheet, ISSUE, BUILT_IN)
    columns = {**first.columns, "title": "u_symptom", "description": "category", "departments": "assignment_group"}
    return replace(
        first,
        columns={name: column for name, column in columns.items() if name != "impact"},
        keys=("number",),
        constants={"kind": "problem", "departments": [1], "title": "未说明"},
        create_missing=frozenset({"department"}),
    )


def test_the_real_file_is_understood_without_help() -> None:
    plan = guess(read(REAL.read_bytes(), REAL.name), ISSUE, BUILT_IN)
    assert plan.columns == {
        "number": "number",
        "level": "priority",
        "found_at": "opened_at",
        "impact": "impact",
        "reported_at": "sys_created_at",
        "resolved_at": "resolved_at",
    }
    assert plan.date_order is DateOrder.DAY_FIRST
    assert plan.missing == ("?",)
    assert plan.values == {"level": {"3 - Moderate": "normal", "4 - Low": "normal", "2 - High": "urgent", "1 - Critical": "major"}}


def test_the_real_file_becomes_445_issues() -> None:
    start = time.process_time()
    sheet = read(REAL.read_bytes(), REAL.name)
    outcome = bring_in(sheet, real_plan(sheet), ISSUE, {})
    assert time.process_time() - start < 2
    assert (len(outcome.rows), outcome.problems, len(outcome.superseded), outcome.faults) == (445, (), 2989 - 445, ())
    first = outcome.rows[0]
    assert first.number == 5
    assert first.values["number"] == "INC0000045"
    assert first.values["found_at"] == datetime(2016, 2, 28, 17, 16, tzinfo=UTC)
    assert first.values["resolved_at"] == datetime(2016, 2, 29, 3, 29, tzinfo=UTC)
    assert (first.values["level"], first.values["departments"], first.values["title"]) == ("normal", ["Group 56"], "Symptom 72")
    assert "Group 56" in outcome.new["department"]
    assert set(outcome.new) == {"department"}
    levels = [row.values["level"] for row in outcome.rows]
    expected = {}
    for line in csv.DictReader(io.StringIO(REAL.read_text("utf-8"))):
        expected[line["number"]] = line
    assert levels.count("urgent") == sum(line["priority"] == "2 - High" for line in expected.values())
    assert levels.count("major") == sum(line["priority"] == "1 - Critical" for line in expected.values())
    assert sum("reported_at" in row.values for row in outcome.rows) == sum(line["sys_created_at"] != "?" for line in expected.values())


@pytest.mark.parametrize("used", ["gb18030", "utf-16"])
def test_a_copy_in_another_encoding_gives_the_same_rows(used: str) -> None:
    text = REAL.read_text("utf-8").replace("3 - Moderate", "一般").replace("Group 56", "支付部")
    sheet, copy = read(text.encode(), "a.csv"), read(text.encode(used), "a.csv")
    assert bring_in(copy, real_plan(copy), ISSUE) == bring_in(sheet, real_plan(sheet), ISSUE)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("名称", "name"),
        ("NAME", "name"),
        (" Due_On ", "due_on"),
        ("ＤＵＥ　ＯＮ", "due_on"),
        ("截止日期*", "due_on"),
        ("责任人：", "owner"),
        ("departmnets", "departments"),
    ],
)
def test_a_heading_is_matched_to_its_field(heading: str, field: str) -> None:
    assert guess(sheet_of((heading,), ("x",)), THING, BUILT_IN).columns == {field: " ".join(heading.split())}


def test_a_close_heading_is_not_taken_when_its_data_does_not_fit() -> None:
    resolve = Table("t", Text("t", "t"), (Field("resolve_by", Kind.MOMENT, Text("时限", "Limit")),), title="resolve_by")
    assert guess(sheet_of(("resolved_by",), ("Resolved by 149",)), resolve, BUILT_IN).columns == {}
    assert guess(sheet_of(("resolved_by",), ("2026-01-05",)), resolve, BUILT_IN).columns == {"resolve_by": "resolved_by"}


def test_a_column_feeds_one_field_by_guess() -> None:
    assert guess(sheet_of(("名称", "name"), ("x", "y")), THING, BUILT_IN).columns == {"name": "name"}


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03-04-2016", "29-02-2016"], DateOrder.DAY_FIRST),
        (["03/04/2016", "02/29/2016 10:00"], DateOrder.MONTH_FIRST),
        (["2016/3/4"], DateOrder.YEAR_FIRST),
        (["03-04-2016"], None),
        (["29-02-2016", "02-29-2016"], None),
        (["abc", ""], None),
    ],
)
def test_the_data_decides_the_date_order_or_nothing_does(texts: list[str], order: DateOrder | None) -> None:
    assert guess_order(texts) is order


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("29-02-2016 01:16", "2016-02-29T01:16:00"),
        ("2026年1月5日", "2026-01-05T00:00:00"),
        ("2026年1月5日14时30分", "2026-01-05T14:30:00"),
        ("2026年1月5日 下午2:30", "2026-01-05T14:30:00"),
        ("2026/1/5", "2026-01-05T00:00:00"),
        ("2026.01.05 8:05:09", "2026-01-05T08:05:09"),
        ("20260105", "2026-01-05T00:00:00"),
        ("5-1-26", "2026-01-05T00:00:00"),
        ("5 Jan 2026", "2026-01-05T00:00:00"),
        ("Jan 5, 2026 12:05 AM", "2026-01-05T00:05:00"),
        ("05-Jan-2026 1:05 p.m.", "2026-01-05T13:05:00"),
        ("２０２６-０１-０５　０８：００", "2026-01-05T08:00:00"),
        ("2026-01-05T08:00:00.123Z", "2026-01-05T08:00:00+00:00"),
        ("2026-01-05 08:00+0530", "2026-01-05T08:00:00+05:30"),
    ],
)
def test_dates_are_read_as_they_are_written(text: str, iso: str) -> None:
    assert parse(text, DateOrder.DAY_FIRST).isoformat() == iso


@pytest.mark.parametrize(
    "text", ["31-02-2016", "2026-13-01", "2026-01", "01-2026", "2026-1-5 25:00", "1-2-345", "2026-01-0512:00", "昨天", "42429", "2026-1/5"]
)
def test_what_is_no_day_is_a_problem(text: str) -> None:
    assert value("due_on", text, date_order=DateOrder.DAY_FIRST) == "Not a date, or no such day"


def test_a_date_that_could_be_two_days_is_a_problem_until_an_order_is_chosen() -> None:
    assert value("due_on", "03-04-2016") == "Could be two different days: choose the order of day and month"
    assert value("due_on", "03-04-2016", date_order=DateOrder.DAY_FIRST) == date(2016, 4, 3)
    assert value("due_on", "03-04-2016", date_order=DateOrder.MONTH_FIRST) == date(2016, 3, 4)
    assert value("due_on", "04-04-2016") == date(2016, 4, 4)
    assert value("due_on", "16-03-04", date_order=DateOrder.YEAR_FIRST) == date(2016, 3, 4)


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("amount", "1,234.5", 1234.5),
        ("amount", "￥１，２００", 1200.0),
        ("amount", "1e3", 1000.0),
        ("amount", "12,34", "Not a number"),
        ("amount", "1.234,5", "Not a number"),
        ("amount", "1e999", "Not a number"),
        ("amount", "nan", "Not a number"),
        ("amount", "-1", "Amount must be between 0 and 1e+15"),
        ("count", "3.0", 3),
        ("count", "3.5", "Count must be a whole number"),
        ("share", "45.5%", 45.5),
        ("share", "101", "Share must be between 0 and 100"),
        ("open", "否", False),
        ("open", "Y", True),
        ("open", "TRUE", True),
        ("open", "0", False),
        ("open", "也许", "Must be yes or no"),
        ("open", "", True),
        ("due_on", "2026-01-05 23:30", date(2026, 1, 5)),
        ("due_on", "2026-01-05T23:30Z", date(2026, 1, 6)),
        ("due_on", "31-02-2026", "Not a date, or no such day"),
        ("seen_at", "2026-01-05 08:00", datetime(2026, 1, 5, tzinfo=UTC)),
        ("seen_at", "2026-01-05T08:00+00:00", datetime(2026, 1, 5, 8, tzinfo=UTC)),
        ("seen_at", "0001-01-01", "Not a date, or no such day"),
        ("seen_at", "1800-01-01", "The year of Seen at must be between 1970 and 2099"),
        ("level", "重大", "major"),
        ("level", "CRITICAL", "major"),
        ("level", "1 - Critical", "major"),
        ("level", "9 - high", "urgent"),
        ("level", "特级", "特级 is not one of the choices for Level"),
        ("owner", "WangFang", 1),
        ("owner", "张三", 'There is no person called "张三"'),
        ("departments", "支付部、风控部", [7, 9]),
        ("departments", "支付部;risk / 风控部", [7, 9]),
        ("departments", "A/B 组", [8]),
        ("departments", "支付部,火星部", 'There is no department called "火星部"'),
        ("name", "一二三四五六七八九十一", "Name may have 10 characters; there are 11"),
        ("name", "  ", "Name is required"),
        ("name", "  a\u200bb\u202e ", "ab"),
    ],
)
def test_a_cell_becomes_a_value_or_a_problem(field: str, text: str, expected: object) -> None:
    columns = {"name": "名称"} | {field: "列"}
    outcome = bring_in(sheet_of(("名称", "列"), ("甲", text)), Plan(columns))
    found = outcome.problems[0].text.en if outcome.problems else outcome.rows[0].values.get(field)
    assert (found, type(found)) == (expected, type(expected))


def test_missing_marks_are_nothing_but_where_the_field_knows_the_word() -> None:
    assert value("amount", "?", missing=("?",)) is None
    assert value("amount", "?") == "Not a number"
    assert value("open", "无", missing=("无",)) is False
    assert value("level", "无", missing=("无",)) is None
    assert value("level", "无", missing=("无",), values={"level": {"无": "normal"}}) == "normal"


def test_words_are_mapped_by_hand_over_the_dictionary() -> None:
    assert value("level", "P1", values={"level": {"p1": "major"}}) == "major"
    assert value("level", "紧急", values={"level": {"紧急": "normal"}}) == "normal"
    assert value("level", "x", values={"level": {"x": "gone"}}) == "gone is not one of the choices for Level"


def test_two_records_of_one_name_are_a_problem() -> None:
    outcome = bring_in(
        sheet_of(("名称", "责任人"), ("甲", "li wei")),
        Plan({"name": "名称", "owner": "责任人"}),
        known={"person": {"Li Wei": 1, "LI WEI": 2}},
    )
    assert [problem.text.en for problem in outcome.problems] == ['More than one person is called "li wei"']


def test_a_problem_names_row_column_field_and_value() -> None:
    outcome = bring_in(sheet_of(("名称", "钱"), ("甲", "1"), ("", ""), ("", "多")), Plan({"name": "名称", "amount": "钱"}))
    assert [row.number for row in outcome.rows] == [2]
    assert {(problem.row, problem.column, problem.field, problem.value) for problem in outcome.problems} == {
        (4, "名称", "name", ""),
        (4, "钱", "amount", "多"),
    }


def test_of_rows_with_one_key_the_last_is_kept() -> None:
    sheet = sheet_of(("名称", "件数"), ("甲", "坏"), ("乙", "5"), ("甲 ", "2"), ("?", "9"))
    outcome = bring_in(sheet, Plan({"name": "名称", "count": "件数"}, missing=("?",), keys=("名称",)))
    assert [(row.number, row.values["count"]) for row in outcome.rows] == [(3, 5), (4, 2)]
    assert outcome.superseded == (2,)
    assert [(problem.row, problem.column, problem.value) for problem in outcome.problems] == [(5, "名称", "?")]


def test_unknown_names_are_created_only_for_the_tables_named_and_the_good_rows() -> None:
    sheet = sheet_of(
        ("名称", "部门", "责任人"), ("甲", "火星部、支付部", ""), ("乙", "火星 部", "张三"), ("丙", "MARS", ""), ("丁", "mars", "")
    )
    plan = Plan({"name": "名称", "departments": "部门", "owner": "责任人"}, create_missing=frozenset({"department"}))
    outcome = bring_in(sheet, plan)
    assert [row.values["departments"] for row in outcome.rows] == [["火星部", 7], ["MARS"], ["MARS"]]
    assert outcome.new == {"department": ("火星部", "MARS")}
    assert [problem.field for problem in outcome.problems] == ["owner"]


def test_a_name_too_long_to_create_is_a_problem() -> None:
    outcome = bring_in(
        sheet_of(("名称", "部门"), ("甲", "部" * 61)),
        Plan({"name": "名称", "departments": "部门"}, create_missing=frozenset({"department"})),
    )
    assert "longer than 60" in outcome.problems[0].text.en


def test_constants_stand_in_for_empty_cells_and_a_required_column_takes_no_default() -> None:
    sheet = sheet_of(("title", "level", "departments", "found_at"), ("甲", "", "", "2026-01-05"))
    plan = guess(sheet, ISSUE, BUILT_IN)
    assert {problem.field for problem in bring_in(sheet, plan, ISSUE).problems} == {"level", "departments"}
    outcome = bring_in(sheet, replace(plan, constants={"level": "urgent", "departments": [7]}), ISSUE)
    assert outcome.rows[0].values | {"found_at": None} == {
        "title": "甲",
        "level": "urgent",
        "departments": [7],
        "found_at": None,
        "kind": "problem",
        "status": "open",
    }


def test_faults_of_the_plan_stop_the_import() -> None:
    sheet = sheet_of(("件数",), ("1",))
    assert [fault.en for fault in bring_in(sheet, Plan({"count": "件数"})).faults] == [
        "Name is required, but no column and no constant gives it"
    ]
    plan = Plan({"name": "没有", "what": "件数"}, keys=("也没有",), constants={"level": "gone", "never": 1})
    outcome = bring_in(sheet, plan)
    assert len(outcome.faults) == 5
    assert outcome.rows == ()


def test_a_number_needs_well_formed_thousands() -> None:
    assert [number(text) for text in ("1,000", "1,00", "٣", "", "%", "+5", "5 %")] == [1000, None, 3, None, None, 5, 5]


def test_every_kind_of_every_table_can_be_mapped() -> None:
    for table in TABLES.values():
        sheet = sheet_of(tuple(one.label.zh for one in table.fields), tuple("x" for _ in table.fields))
        plan = guess(sheet, table, BUILT_IN)
        assert set(plan.columns) == set(table.by_name), table.name
        assert bring_in(sheet, plan, table).faults == ()


def test_each_templates_own_words_for_the_same_thing_are_understood() -> None:
    """What one template calls 主导 and 支持 another calls 牵头 and 协作, and so on."""
    part = TABLES["participation"]
    sheet = sheet_of(
        ("项目", "参与部门", "参与角色", "职责分工"), ("甲", "支付部", "牵头", "总体推进"), ("甲", "风控部", "协办", "规则评审")
    )
    outcome = bring_in(sheet, guess(sheet, part, BUILT_IN), part, KNOWN | {"project": {"甲": 3}})
    assert [(row.values["department"], row.values["part"], row.values["duties"]) for row in outcome.rows] == [
        (7, "lead", "总体推进"),
        (9, "support", "规则评审"),
    ]
    request = TABLES["request"]
    sheet = sheet_of(
        ("协作主题", "提出部门", "配合部门", "优先级", "需求背景", "期望目标"),
        ("联合推广", "支付部", "风控部", "加急", "新品上市", "首月一万台"),
    )
    (row,) = bring_in(sheet, guess(sheet, request, BUILT_IN), request).rows
    assert (row.values["urgency"], row.values["applicant_department"], row.values["departments"]) == ("urgent", 7, [9])
