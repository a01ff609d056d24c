"""What stands around the grid of a plan: changes to many rows, pasting, what a save would move, and a conflict."""

from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from core.actions.outline import FIELDS
from core.documents.sheet import Refused
from core.schema.work import TASK as DECLARED
from core.text import Text
from core.ui import shown, wbs_paste, wbs_work
from core.ui.form import FIELD, KEEP_MINE, MINE, TAKE_THEIRS, THEIRS
from core.ui.grid import CONFLICT, LOOK_BELOW
from core.ui.visitor import must
from core.ui.wbs_lines import GRID
from core.ui.wbs_sheet import Sheet
from core.ui.words import plain
from core.visit import Visit

BULK, APPLY = Text("批量修改勾选的行", "Change the ticked rows"), Text("应用到勾选的行", "Apply to the ticked rows")
SHIFT = Text("整体移动（工作日，负数为提前）", "Shift (working days, negative: earlier)")
KEEP = Text("不变", "As it is")
PASTE, ADD = Text("从 Excel 或 Project 粘贴", "Paste from Excel or Project"), Text("加入计划", "Add to the plan")
PASTE_HELP = Text(
    "连同表头复制，例如：WBS、任务名称、责任部门、主责人、计划开始、计划完成（或工期）、前置任务。没有 WBS 列时，按任务名称前的缩进分级。",
    "Copy with the headings, such as WBS, Title, Department, Owner, Starts on, Due on (or Duration), Predecessors. Without a WBS column the"
    " blanks before the titles tell the levels.",
)
PASTED = Text("已加入 {count} 行草稿，请检查后保存", "{count} row(s) added to the draft: check them, then save")
NOTHING = Text("请先粘贴内容", "Paste something first")
PUSHES = Text("按依赖关系，这次保存会推迟 {count} 项任务", "By the dependencies, this save puts off {count} task(s)")
MORE = Text("以及另外 {count} 项", "and {count} more")
TAKES_OUT = Text(
    "这次保存会移除 {count} 项任务：{tasks}。已有填报的任务转为“已取消”，记录都还在",
    'This save takes out {count} task(s): {tasks}. Those that were reported on become "cancelled"; every record stays',
)
SURE = Text("确认移除并保存", "Take them out and save")
PUSH, LEAVE = Text("保存并顺延", "Save and move them"), Text("保存，日期不动", "Save, leave their dates")
TASK, NOW, THEN = Text("任务", "Task"), Text("原计划", "Planned"), Text("顺延后", "Moved to")
# Rows of what a save would move that are shown.
_MOST = 10


def button(visit: Visit, sheet: Sheet, name: str, text: Text, do: Callable[..., Any], *args: Any, **look: Any) -> None:
    """A button of the grid: what is typed comes along."""
    st.button(visit.say(text), key=f"{sheet.state.key}.{name}", on_click=do, args=args, **look)


def bulk(visit: Visit, sheet: Sheet) -> None:
    """Give all ticked rows a department, an owner or fixed dates, or move them by some days."""
    key = f"{sheet.state.key}.ticked"
    fields = [GRID.by_name[name] for name in ("department", "owner", "pinned")]
    with st.expander(visit.say(BULK), icon=":material/edit_note:"), st.container(horizontal=True, vertical_alignment="bottom"):
        for field in fields:
            names: dict[Any, str] = (
                {True: visit.say(shown.YES), False: visit.say(shown.NO)} if not field.to else dict(visit.names(field.to))
            )
            st.selectbox(
                visit.say(field.label),
                list(names),
                index=None,
                format_func=lambda value, names=names: names.get(value, shown.DASH),  # type: ignore[misc]
                placeholder=visit.say(KEEP),
                key=f"{key}.{field.name}.{visit.language}",
                width=170,
            )
        st.number_input(visit.say(SHIFT), value=0, step=1, min_value=-500, max_value=500, key=f"{key}.days", width=250)

        def apply() -> None:
            given = {field.name: st.session_state.get(f"{key}.{field.name}.{visit.language}") for field in fields}
            days = int(st.session_state.get(f"{key}.days") or 0)
            sheet.work(lambda lines: wbs_work.changed(lines, given, days, sheet.plan.calendar))

        button(visit, sheet, "apply", APPLY, apply)


def paste(visit: Visit, sheet: Sheet) -> None:
    """Add tasks copied from a table, behind the ticked row or at the end."""
    key = f"{sheet.state.key}.pasted"
    with st.expander(visit.say(PASTE), icon=":material/content_paste:", expanded=not sheet.state.lines):
        st.caption(visit.say(PASTE_HELP))
        st.text_area(visit.say(PASTE), value=sheet.state["pasted"] or "", key=key, height=160, label_visibility="collapsed")

        def add() -> None:
            _add(sheet, st.session_state.get(key) or "")

        button(visit, sheet, "paste", ADD, add)


def _add(sheet: Sheet, text: str) -> None:
    visit = must()
    lines = sheet.typed(visit)
    try:
        found = wbs_paste.read(visit, text, sheet.plan.project["lead_department"], sheet.begins_on(visit))
    except Refused as refused:
        sheet.state.refuse(lines, whole=[refused.reason if text.strip() else NOTHING], pasted=text)
        return
    after = wbs_work.insert(lines, found.lines)
    at = next(place for place, line in enumerate(after) if line.record is None and line not in lines) if found.lines else 0
    told = PASTED.filled(count=len(found.lines))
    problems = {at + place: texts for place, texts in found.problems.items()}
    sheet.state.refuse(after, rows=problems, told=[told], whole=[LOOK_BELOW] if problems else [])


def asked(visit: Visit, sheet: Sheet) -> None:
    """What saving would take out and what it would move besides, and the question whether it shall."""
    gone: list[str] = sheet.state["gone"] or []
    moves: dict[int, tuple[date, date]] = sheet.state["pushed"] or {}
    if not gone and not moves:
        return
    with st.container(border=True):
        if gone:
            st.warning(visit.say(TAKES_OUT, count=len(gone), tasks=_some(visit, [plain(name) for name in gone])), icon=":material/delete:")
        if moves:
            _moves(visit, sheet, moves)
        with st.container(horizontal=True):
            if moves:
                button(visit, sheet, "push", PUSH, sheet.save, True, type="primary")
            button(visit, sheet, "leave", LEAVE if moves else SURE, sheet.save, False)


def _moves(visit: Visit, sheet: Sheet, moves: dict[int, tuple[date, date]]) -> None:
    st.warning(visit.say(PUSHES, count=len(moves)), icon=":material/move_down:")
    lines = sheet.state.lines
    rows = [(lines[place].values, dates) for place, dates in sorted(moves.items())[:_MOST]]
    st.dataframe(
        {
            visit.say(TASK): [f"{values['code']} {values['title']}" for values, _ in rows],
            visit.say(NOW): [_span(values["starts_on"], values["due_on"]) for values, _ in rows],
            visit.say(THEN): [_span(*dates) for _, dates in rows],
        },
        hide_index=True,
    )
    if len(moves) > _MOST:
        st.caption(visit.say(MORE, count=len(moves) - _MOST))


def _some(visit: Visit, names: list[str]) -> str:
    more = [visit.say(MORE, count=len(names) - _MOST)] if len(names) > _MOST else []
    return visit.say(shown.AND).join([*names[:_MOST], *more])


def conflict(visit: Visit, sheet: Sheet) -> None:
    """Show the visitor the task that somebody else changed first, beside his own; the other rows wait with it."""
    if sheet.state.conflict is None:
        return
    place, theirs = sheet.state.conflict
    line = sheet.state.lines[place]
    who, when = visit.name("person", theirs["saved_by"]), visit.local(theirs["saved_at"]).strftime("%Y-%m-%d %H:%M")
    differing = [GRID.by_name[name] for name in FIELDS if (line.values[name] or None) != (theirs[name] or None)]
    rows = [(one, shown.value(visit, one, theirs[one.name]), shown.value(visit, one, line.values[one.name])) for one in differing]
    over = sheet.over(place)
    if (over.record if over else None) != theirs["parent"]:
        parent = DECLARED.by_name["parent"]
        rows.append((parent, shown.value(visit, parent, theirs["parent"]), str(over.values["title"]) if over else shown.DASH))
    with st.container(border=True):
        words = visit.say(CONFLICT, row=line.values["code"], name=line.values["title"], who=who, when=when)
        st.warning(plain(words), icon=":material/call_split:")
        st.dataframe(
            {
                visit.say(FIELD): [visit.say(field.label) for field, *_ in rows],
                visit.say(THEIRS): [saved for _, saved, _ in rows],
                visit.say(MINE): [typed for *_, typed in rows],
            },
            hide_index=True,
        )
        with st.container(horizontal=True):
            for name, text, mine in (("keep", KEEP_MINE, True), ("drop", TAKE_THEIRS, False)):
                button(visit, sheet, name, text, lambda mine=mine: sheet.settle(place, theirs, mine=mine))


def _span(starts_on: date, due_on: date) -> str:
    return f"{starts_on} → {due_on}" if starts_on != due_on else str(due_on)
