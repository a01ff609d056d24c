"""Import: the records people already have in Excel, looked at whole before anything is saved."""

import streamlit as st

from core.actions.import_names import known
from core.text import Text
from core.ui import as_of, import_file, import_plan, import_preview, import_run
from core.ui.page import header
from core.visit import Visit

TITLE = Text("导入", "Import")
NOT_YOURS = Text("导入由管理员或协作协调人进行", "Importing is for administrators and coordinators")
FIRST = Text(
    "先选要导入的内容和文件；保存之前会逐行检查，任何问题都会先给您看。",
    "Choose what to import and the file. Every row is checked, and you see every problem, before anything is saved.",
)


def render(visit: Visit) -> None:
    """What, which file, which column, how it would look, and then the import itself."""
    header(visit, TITLE)
    if as_of.read_only(visit):
        return
    if not visit.may("import.run"):
        st.info(visit.say(NOT_YOURS), icon=":material/lock:")
        return
    if import_run.result(visit):
        return
    st.caption(visit.say(FIRST))
    table = visit.tables[import_file.table(visit)]
    source = import_file.source(visit)
    if source is None:
        return
    import_file.described(visit, source)
    linked = sorted({field.to for field in table.fields if field.to})
    names = visit.once("import.known", lambda: known(visit.frames, linked), table.name, of=tuple(linked))
    plan, wrong = import_plan.plan(visit, table, source, names)
    found = import_preview.outcome(visit, table, source, plan, names)
    import_preview.preview(visit, table, plan, found)
    import_run.buttons(visit, table, source, plan, found, sound=not wrong and not found.faults)
