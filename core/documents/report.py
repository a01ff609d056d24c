"""The report of an import, row by row, as a CSV file that Excel opens with its Chinese intact."""

import csv
import io

from core.documents.cells import safe_cell
from core.documents.mapping import Outcome
from core.schema.field import Table
from core.text import Language, Text

_HEADER = (
    Text("行", "Row"),
    Text("结果", "Result"),
    Text("字段", "Field"),
    Text("列", "Column"),
    Text("值", "Value"),
    Text("说明", "Problem"),
)
_IMPORTED = Text("已导入", "Imported")
_READY = Text("可导入，未写入", "Good, not written")
_REFUSED = Text("未导入", "Refused")
_SUPERSEDED = Text("跳过：后面有相同记录", "Skipped: a later row has the same key")


def report(outcome: Outcome, table: Table, language: Language, *, written: bool) -> bytes:
    """One line per row, several for a row with several problems, in the order of the file; faults of the plan first.

    written: whether the good rows were saved. UTF-8 with its mark.
    """
    good = _IMPORTED if written else _READY
    lines = [(row.number, good, "", "", "", "") for row in outcome.rows]
    lines += [(number, _SUPERSEDED, "", "", "", "") for number in outcome.superseded]
    for problem in outcome.problems:
        named = table.by_name[problem.field].label.say(language) if problem.field else ""
        lines.append((problem.row, _REFUSED, named, problem.column, problem.value, problem.text.say(language)))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([heading.say(language) for heading in _HEADER])
    for fault in outcome.faults:
        writer.writerow(["", _REFUSED.say(language), "", "", "", safe_cell(fault.say(language))])
    for number, result, *cells in sorted(lines, key=lambda line: line[0]):
        writer.writerow([number, result.say(language), *(safe_cell(cell) for cell in cells)])
    return out.getvalue().encode("utf-8-sig")
