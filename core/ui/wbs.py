"""The work breakdown of a plan: the whole outline in one grid, moved about and typed into, saved in one go."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.metrics import outlining
from core.plan import Plan
from core.text import Language, Text
from core.ui import cells, shown, tasks, wbs_lines, wbs_panels, wbs_work
from core.ui.grid import DISCARD, PROBLEM
from core.ui.grid_memory import Memory
from core.ui.wbs_lines import GRID
from core.ui.wbs_sheet import Sheet
from core.ui.words import plain
from core.visit import Visit

SAVE, INSERT, TAKE_OUT = Text("保存计划", "Save the plan"), Text("插入", "Insert"), Text("移除", "Take out")
INDENT, OUTDENT, UP, DOWN = Text("降级", "Indent"), Text("升级", "Outdent"), Text("上移", "Up"), Text("下移", "Down")
SCHEDULE = Text("自动排期", "Auto-schedule")
PART, WHOLE = Text("显示", "Show"), Text("整个计划", "The whole plan")
HINT = Text(
    "勾选行，再用上面的按钮调整层级和顺序；前置任务填 WBS 编码（1.2、1.3SS+2）。保存之前都是草稿，别人看不到。",
    "Tick rows, then move them with the buttons above; predecessors are WBS codes (1.2, 1.3SS+2). Until it is saved it is a draft that"
    " nobody else sees.",
)
BROKEN = Text(
    "{count} 项未开始的任务早于依赖所允许：{codes}。可改日期，或用“自动排期”",
    "Not begun, and planned sooner than predecessors allow ({count}): {codes}. Change the dates, or auto-schedule",
)
DRAFT = Text("草稿：有改动还没有保存", "Draft: there are changes not saved yet")
SURE = Text("草稿里的全部改动都会丢掉，无法恢复。", "Every change in the draft is lost, for good.")
EMPTY = Text(
    "这个项目还没有任务：从 Excel 粘贴，或点“插入”开始填写。",
    'This project has no tasks yet: paste them from Excel, or press "Insert" and type.',
)
_WIDTHS = {
    **{"chosen": 56, "code": 60, "title": 250, "kind": 84, "department": 100, "owner": 78, "starts_on": 98, "due_on": 98, "days": 56},
    **{"waits": 110, "pinned": 76, "supporters": 130, "deliverable": 140, "standard": 160, "weight": 64, "actual": 90},
}
# English words are longer.
_WIDER = {"kind": 100, "department": 170, "waits": 132}
_FIXED = ("code", "days", "actual")
_KINDS = ("phase", "task", "milestone")
# Rows shown before the grid scrolls, and from which on a part of the plan can be shown alone.
_TALL = 25


def page(visit: Visit, plan: Plan) -> None:
    """The grid, for whoever plans the project; for others its outline. In no form: what is typed is kept at once, also when he leaves."""
    project = plan.project["id"]
    if not visit.may("task.plan", {"project": project}):
        tasks.tree(visit, tasks.planned(visit, project), f"plan.{project}")
        return
    lines = wbs_lines.of_plan(plan)
    sheet = Sheet(plan, Memory(f"wbs.{project}", lines))
    if sheet.state.left:
        sheet.state.refuse(sheet.typed(visit))
        sheet = Sheet(plan, Memory(f"wbs.{project}", lines))
    if not sheet.state.lines:
        st.info(visit.say(EMPTY), icon=":material/account_tree:")
    _said(visit, sheet)
    _problems(visit, sheet)
    wbs_panels.conflict(visit, sheet)
    wbs_panels.asked(visit, sheet)
    _tools(visit, sheet)
    _editor(visit, sheet)
    _save(visit, sheet)
    _broken(visit, sheet)
    st.caption(visit.say(HINT))
    wbs_panels.bulk(visit, sheet)
    wbs_panels.paste(visit, sheet)


def _save(visit: Visit, sheet: Sheet) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        wbs_panels.button(visit, sheet, "save", SAVE, sheet.save, type="primary")
        if sheet.dirty:
            with st.popover(visit.say(DISCARD), key=f"{sheet.state.key}.throw"):
                st.caption(visit.say(SURE))
                wbs_panels.button(visit, sheet, "discard", DISCARD, sheet.state.finish)
            st.caption(visit.say(DRAFT))


def _said(visit: Visit, sheet: Sheet) -> None:
    for text in sheet.state.whole:
        st.error(plain(visit.say(text)), icon=":material/error:")
    for text in sheet.state["told"] or ():
        st.info(plain(visit.say(text)), icon=":material/info:")


def _broken(visit: Visit, sheet: Sheet) -> None:
    lines = sheet.state.lines
    early = [lines[place].values["code"] for place in sorted(sheet.moves(lines))]
    if early:
        codes = visit.say(shown.AND).join(early[:_TALL]) + ("…" if len(early) > _TALL else "")
        st.caption(f":material/link_off: {visit.say(BROKEN, count=len(early), codes=codes)}")


def _tools(visit: Visit, sheet: Sheet) -> None:
    def tool(name: str, text: Text, icon: str, do: Callable[..., Any], *args: Any, **more: Any) -> None:
        wbs_panels.button(visit, sheet, name, text, do, *args, icon=f":material/{icon}:", **more)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        tool("insert", INSERT, "add", sheet.insert)
        tool("outdent", OUTDENT, "format_indent_decrease", sheet.work, wbs_work.outdent)
        tool("indent", INDENT, "format_indent_increase", sheet.work, wbs_work.indent)
        tool("up", UP, "arrow_upward", sheet.work, wbs_work.up)
        tool("down", DOWN, "arrow_downward", sheet.work, wbs_work.down)
        tool("take_out", TAKE_OUT, "delete", sheet.work, wbs_work.take_out)
        tool("schedule", SCHEDULE, "calendar_clock", sheet.schedule)
        _part(visit, sheet)


def _part(visit: Visit, sheet: Sheet) -> None:
    """The choice of what part of a long plan to show; what is typed comes along."""
    lines = sheet.state.lines
    if len(lines) <= _TALL:
        return
    above = set(outlining.parents(wbs_lines.levels(lines)))
    names = {
        line.values["code"]: f"{line.values['code']} {line.values['title'] or ''}" for place, line in enumerate(lines) if place in above
    }
    parts = [None, *names]
    key = f"{sheet.state.key}.part.{visit.language}"
    st.selectbox(
        visit.say(PART),
        parts,
        index=parts.index(sheet.part),
        format_func=lambda code: names.get(code, visit.say(WHOLE)),
        key=key,
        width=170,
        on_change=lambda: sheet.show(st.session_state[key]),
    )


def _editor(visit: Visit, sheet: Sheet) -> None:
    lines = wbs_lines.drawn(sheet.state.lines, sheet.plan.calendar)[sheet.places.start : sheet.places.stop]
    marks = {place - sheet.places.start: found for place, found in sheet.state.problems.items() if place in sheet.places}
    widths = _WIDTHS | (_WIDER if visit.language is Language.EN else {})
    config = cells.config(visit, GRID, _FIXED, {}, widths, lines)
    kinds = {key: visit.word("task_kind", key) for key in _KINDS}
    config["kind"] = st.column_config.SelectboxColumn(
        visit.say(GRID.by_name["kind"].label),
        options=list(kinds),
        format_func=lambda key: kinds.get(str(key), str(key)),
        default="task",
        width=widths["kind"],
    )
    for name in ("chosen", "code"):
        config[name]["pinned"] = True
    st.data_editor(
        cells.frame(visit, GRID, _FIXED, lines, marks=marks),
        column_config=config,
        disabled=[cells.MARK, *_FIXED],
        num_rows="add",
        hide_index=True,
        placeholder="",
        height="content" if len(lines) <= _TALL else 35 * (_TALL + 1),
        key=sheet.state.key,
        on_change=sheet.state.remember,
    )


def _problems(visit: Visit, sheet: Sheet) -> None:
    """Every problem, with its row; the rows are marked too."""
    for place, found in sorted(sheet.state.problems.items()):
        values = sheet.state.lines[place].values
        for field, text in found.items():
            label = visit.say((GRID.by_name.get(field) or GRID).label)
            words = visit.say(PROBLEM, row=values["code"], name=values["title"] or "—", label=label, problem=visit.say(text))
            st.markdown(f":red[:material/error: {plain(words)}]")
