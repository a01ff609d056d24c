"""The report of an import, and cells that never run as formulas."""

import csv
import io

import pytest

from core.documents.cells import safe_cell
from core.documents.mapping import Outcome, Problem, Row
from core.documents.report import report
from core.schema.tables import TABLES
from core.text import Language, Text

OUTCOME = Outcome(
    rows=(Row(2, {}), Row(5, {})),
    problems=(
        Problem(3, "标题", "title", "=HYPERLINK(1)", Text("太长", "Too long")),
        Problem(3, "", "level", "", Text("请填写级别", "Level is required")),
        Problem(6, "number", "", "?", Text("关键列是空的", "The key is empty")),
    ),
    superseded=(4,),
)


def lines(outcome: Outcome, language: Language, *, written: bool) -> list[list[str]]:
    data = report(outcome, TABLES["issue"], language, written=written)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_report_tells_what_became_of_every_row_in_the_order_of_the_file() -> None:
    assert lines(OUTCOME, Language.ZH, written=True) == [
        ["行", "结果", "字段", "列", "值", "说明"],
        ["2", "已导入", "", "", "", ""],
        ["3", "未导入", "问题名称", "标题", "'=HYPERLINK(1)", "太长"],
        ["3", "未导入", "级别", "", "", "请填写级别"],
        ["4", "跳过：后面有相同记录", "", "", "", ""],
        ["5", "已导入", "", "", "", ""],
        ["6", "未导入", "", "number", "?", "关键列是空的"],
    ]


def test_the_report_speaks_the_visitors_language_and_says_when_nothing_was_written() -> None:
    told = lines(OUTCOME, Language.EN, written=False)
    assert told[0] == ["Row", "Result", "Field", "Column", "Value", "Problem"]
    assert [line[1] for line in told[1:]] == [
        "Good, not written",
        "Refused",
        "Refused",
        "Skipped: a later row has the same key",
        "Good, not written",
        "Refused",
    ]
    assert told[2][5] == "Too long"


def test_faults_of_the_plan_come_first() -> None:
    assert lines(Outcome(faults=(Text("缺列", "No column"),)), Language.EN, written=False)[1:] == [["", "Refused", "", "", "", "No column"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "\n=1", "＝1", "－1+cmd"])
def test_a_cell_that_could_run_gets_a_quote(text: str) -> None:
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "a=1", "重大", "1-2", "'=1"])
def test_other_cells_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text
