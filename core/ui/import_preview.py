"""The preview of an import: what would be saved, and what stands in the way, row by row."""

from collections.abc import Collection
from functools import partial
from typing import Any

import streamlit as st

from core.actions.import_check import vetted
from core.documents import mapping
from core.documents.mapping import Outcome
from core.documents.plan import Plan
from core.documents.report import report
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.ui import shown
from core.ui.import_file import Source
from core.ui.import_plan import Known
from core.ui.words import plain
from core.visit import Visit

PREVIEW = Text("4 · 预览", "4 · Preview")
GOOD, BAD = Text("可导入的行", "Rows to import"), Text("有问题的行", "Rows with problems")
SUPERSEDED, CREATED = Text("被后面的行取代", "Superseded"), Text("将新建", "To be created")
NOTES = {
    "issue": Text(
        "没有状态列时：有解决时间的为已解决，有响应时间的为处理中。没有响应时间时，以专项会议或解决时间为响应时间。",
        "Without a state column, what has a resolution time is resolved. Without a response time, the meeting or the resolution is it.",
    ),
    "task": Text(
        "没有状态列时：有实际完成日期的为已完成，已开始或有进度的为进行中；进度记为今天填报。上下级可由“上级任务”的名称或 WBS 编码给出。",
        "Without a state column, what has a finish date is done. Progress is reported as of today. Parents go by name or by WBS code.",
    ),
}
SAME_NUMBER = Text(
    "编号与现有记录相同的行会更新该记录，空单元格保持原值。",
    "A row with the number of a record changes that record; its empty cells change nothing.",
)
FIRST_ROWS = Text("将保存的前 {count} 行", "The first {count} row(s) as they will be saved")
PROBLEMS = Text("问题（{count}）", "Problems ({count})")
MORE = Text("只显示前 {count} 条，完整清单请下载报告", "The first {count} are shown; the report has all of them")
ROW, FIELD, COLUMN = Text("行", "Row"), Text("字段", "Field"), Text("列", "Column")
VALUE, PROBLEM = Text("值", "Value"), Text("问题", "Problem")
NEW = Text("{name}（新建）", "{name} (new)")
REPORT = Text("下载逐行报告（CSV）", "Download the report, row by row (CSV)")
TO_MAKE = Text("将新建{table} {count} 个：{names}", "{table}: {count} to be created: {names}")


_FIRST, _MOST, _NAMES = 10, 200, 12
OUTCOME = "import.outcome"


def outcome(visit: Visit, table: Table, source: Source, plan: Plan, known: Known) -> Outcome:
    """What the plan makes of the file against the records of this moment; kept while none of them changes."""
    on = (source.key, table.name, repr(plan), visit.frames.position)
    kept = st.session_state.get(OUTCOME)
    if kept is None or kept[0] != on:
        words = {name: list(entries.values()) for name, entries in visit.vocabulary.items()}
        found = mapping.apply(source.sheet, plan, table, known, words, visit.zone)
        kept = (on, found if found.faults else vetted(visit, table.name, found, given(plan), plan.columns))
        st.session_state[OUTCOME] = kept
    made: Outcome = kept[1]
    return made


def given(plan: Plan) -> frozenset[str]:
    """The fields that a column or a fixed value gives."""
    return frozenset({*plan.columns, *plan.constants})


def preview(visit: Visit, table: Table, plan: Plan, found: Outcome) -> None:
    """Show the counts, the first rows as they will be saved, and the problems."""
    st.markdown(f"**{visit.say(PREVIEW)}**")
    if found.faults:
        for fault in found.faults:
            st.error(plain(visit.say(fault)), icon=":material/link_off:")
        return
    with st.container(border=True):
        bad = len({problem.row for problem in found.problems})
        counts = ((GOOD, len(found.rows)), (BAD, bad), (SUPERSEDED, len(found.superseded)), (CREATED, sum(map(len, found.new.values()))))
        with st.grid(4, min_column_width=150):
            for text, count in counts:
                st.metric(visit.say(text), f"{count:,}")
        for name, names in found.new.items():
            if name != table.name:
                st.caption(plain(named(visit, TO_MAKE, name, names)))
        for note in (NOTES.get(table.name), SAME_NUMBER if table.prefix and "number" in plan.columns else None):
            if note is not None:
                st.caption(visit.say(note))
    if found.rows:
        rows = found.rows[:_FIRST]
        st.caption(visit.say(FIRST_ROWS, count=len(rows)))
        fields = [field for field in table.fields if any(row.values.get(field.name) is not None for row in rows)]
        columns: dict[str, list[Any]] = {visit.say(ROW): [row.number for row in rows]}
        columns |= {visit.say(field.label): [_cell(visit, field, row.values.get(field.name)) for row in rows] for field in fields}
        st.dataframe(columns, hide_index=True, key="import.first")
    if found.problems:
        _problems(visit, table, found)


def named(visit: Visit, text: Text, name: str, names: Collection[str]) -> str:
    """A text about so many records of a table, the first of them named."""
    listed = visit.say(shown.AND).join(list(names)[:_NAMES]) + ("…" if len(names) > _NAMES else "")
    return visit.say(text, table=visit.say(visit.ledger.tables[name].label), count=len(names), names=listed)


def report_button(visit: Visit, table: Table, found: Outcome, *, written: bool) -> None:
    """Offer the report of every row; written: whether the good ones were saved."""
    st.download_button(
        visit.say(REPORT),
        partial(report, found, table, visit.language, written=written),
        file_name=f"import-{table.name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key="import.report",
    )


def _problems(visit: Visit, table: Table, found: Outcome) -> None:
    problems = found.problems[:_MOST]
    st.markdown(f"**{visit.say(PROBLEMS, count=f'{len(found.problems):,}')}**")
    st.dataframe(
        {
            visit.say(ROW): [problem.row for problem in problems],
            visit.say(FIELD): [visit.say(table.by_name[problem.field].label) if problem.field else "" for problem in problems],
            visit.say(COLUMN): [problem.column for problem in problems],
            visit.say(VALUE): [problem.value for problem in problems],
            visit.say(PROBLEM): [visit.say(problem.text) for problem in problems],
        },
        hide_index=True,
        key="import.problems",
    )
    if len(found.problems) > _MOST:
        st.caption(visit.say(MORE, count=_MOST))


def _cell(visit: Visit, field: Field, value: Any) -> str:
    """A value as it will be saved; records yet to be made by their names."""
    if field.kind in {Kind.LINK, Kind.LINKS} and value is not None:
        several = value if isinstance(value, list) else [value]
        return visit.say(shown.AND).join(visit.say(NEW, name=one) if isinstance(one, str) else visit.name(field.to, one) for one in several)
    return shown.value(visit, field, value)
