"""The last step of an import: the buttons, the progress, and what came of it."""

import hashlib

import streamlit as st

from core.actions import importing
from core.actions.importing import Imported
from core.documents.mapping import Outcome
from core.documents.plan import Plan
from core.schema.field import Table
from core.text import Text
from core.ui import where
from core.ui.attempt import attempt
from core.ui.import_file import Source, another
from core.ui.import_preview import OUTCOME, given, named, report_button
from core.ui.words import plain
from core.visit import Visit

ALL, SOME = (
    Text("全部导入（{count} 行）", "Import all ({count} row(s))"),
    Text("只导入没有问题的 {count} 行", "Import the {count} good rows only"),
)
WRITING = Text("正在写入 {done} / {total} 行…", "Writing {done} of {total} rows…")
DONE = Text(
    "导入完成：新增 {added}，更新 {changed}，无变化 {unchanged}", "Imported: {added} added, {changed} changed, {unchanged} unchanged"
)
BEFORE = Text("这份文件刚才已经导入过", "This file was imported a moment ago")
MADE = Text("已新建{table} {count} 个：{names}", "{table}: {count} created: {names}")
LEFT_OUT = Text("{count} 行有问题，没有导入", "{count} row(s) had problems and were left out")
SEE, AGAIN = Text("查看导入的记录", "See the records"), Text("再导入一份文件", "Import another file")
CHANGED = Text("记录刚刚发生了变化，请再看一遍预览", "The records have just changed: please look at the preview again")

_RESULT = "import.result"
_PAGES = {
    **{"department": "settings", "person": "settings", "project": "projects", "participation": "projects", "task": "tasks"},
    **{"issue": "issues", "risk": "risks", "request": "requests", "goal": "goals", "reading": "goals"},
}


def buttons(visit: Visit, table: Table, source: Source, plan: Plan, found: Outcome, *, sound: bool) -> None:
    """Offer to import all, or the good rows only, and do it with its progress; sound: whether the fixed values are."""
    good, clean = len(found.rows), not found.problems
    with st.container(horizontal=True, vertical_alignment="center"):
        all_of_them = st.button(visit.say(ALL, count=good), type="primary", disabled=not (good and clean and sound), key="import.all")
        some = bool(good) and not clean and st.button(visit.say(SOME, count=good), disabled=not sound, key="import.good")
        if found.problems:
            report_button(visit, table, found, written=False)
    if all_of_them or some:
        _run(visit, table, source, plan, found, only_good=bool(some))


def _run(visit: Visit, table: Table, source: Source, plan: Plan, found: Outcome, *, only_good: bool) -> None:
    bar = st.progress(0.0)

    def progress(done: int, total: int) -> None:
        bar.progress(done / total if total else 1.0, visit.say(WRITING, done=f"{done:,}", total=f"{total:,}"))

    # The same file read the same way is the same click, however often it arrives.
    key = hashlib.sha256(repr((visit.person.id, source.key, table.name, plan, only_good)).encode()).hexdigest()
    tried = attempt(lambda: importing.run(visit, table.name, found, given(plan), only_good=only_good, progress=progress, key=key))
    bar.empty()
    if tried.rows:
        st.session_state.pop(OUTCOME, None)
        st.warning(visit.say(CHANGED), icon=":material/sync:")
    for text in tried.problems.values():
        st.error(plain(visit.say(text)), icon=":material/error:")
    if tried.done:
        st.session_state[_RESULT] = (table.name, found, tried.made if isinstance(tried.made, Imported) else None)
        another()
        st.rerun()


def result(visit: Visit) -> bool:
    """Show what the last import did, until another is begun; whether there was one."""
    kept = st.session_state.get(_RESULT)
    if kept is None:
        return False
    name, found, made = kept
    table = visit.tables[name]
    with st.container(border=True):
        if made is None:
            st.info(visit.say(BEFORE), icon=":material/history:")
        else:
            st.success(
                visit.say(DONE, added=f"{made.added:,}", changed=f"{made.changed:,}", unchanged=f"{made.unchanged:,}"),
                icon=":material/check_circle:",
            )
            for created, names in made.created.items():
                st.caption(plain(named(visit, MADE, created, names)))
        left = len({problem.row for problem in found.problems})
        if left:
            st.warning(visit.say(LEFT_OUT, count=left), icon=":material/rule:")
        with st.container(horizontal=True, vertical_alignment="center"):
            home = where.pages().get(_PAGES[name])
            if home is not None and st.button(visit.say(SEE), type="primary", key="import.see"):
                st.session_state.pop(_RESULT)
                st.switch_page(home)
            report_button(visit, table, found, written=True)
            st.button(visit.say(AGAIN), icon=":material/upload_file:", on_click=_begin_again, key="import.again")
    return True


def _begin_again() -> None:
    st.session_state.pop(_RESULT, None)
