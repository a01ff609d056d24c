"""The first steps of an import: which records, and the file they are in, read once however often the page runs."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.actions.importing import TABLES
from core.documents import upload
from core.documents.sheet import MAX_COLUMNS, MAX_ROWS, Refused, Sheet
from core.documents.template import template
from core.text import Text
from core.ui.words import plain
from core.visit import Visit

KIND = Text("1 · 导入什么", "1 · What to import")
FILE = Text("2 · 选择文件", "2 · Choose the file")
LIMITS = Text(
    "CSV、TSV 或 XLSX；最大 {size} MB、{rows} 行、{columns} 列", "CSV, TSV or XLSX; up to {size} MB, {rows} rows and {columns} columns"
)
SHEET = Text("工作表", "Sheet")
TEMPLATE = Text("下载空白模板", "Download an empty template")
READ = Text("已读取 {rows} 行、{columns} 列", "{rows} rows and {columns} columns read")

# What only an administrator may import: it says who may do what.
_ORGANISATION = frozenset({"department", "person"})
_TURN, _READ = "import.turn", "import.read"


@dataclass(frozen=True)
class Source:
    """A file that could be read: key tells it, and its sheet, from every other one in this session."""

    key: str
    name: str
    sheet: Sheet


def table(visit: Visit) -> str:
    """Choose what to import; the choice stands in the URL."""
    offered = [name for name in TABLES if name not in _ORGANISATION or visit.may("people.edit")]
    named = st.query_params.get("table", "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            f"**{visit.say(KIND)}**",
            offered,
            index=offered.index(named if named in offered else "issue"),
            format_func=lambda name: visit.say(visit.ledger.tables[name].label),
            key="import.table",
            width=280,
        )
        st.query_params["table"] = chosen
        words = {name: list(entries.values()) for name, entries in visit.vocabulary.items()}
        declared = visit.tables[chosen]
        st.download_button(
            visit.say(TEMPLATE),
            partial(template, declared, words, visit.language),
            file_name=f"{visit.say(declared.label)}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            icon=":material/download:",
            key=f"template.{chosen}",
        )
    return str(chosen)


def source(visit: Visit) -> Source | None:
    """Ask for the file; None until there is one that can be read. Why one cannot is said."""
    limits = visit.say(LIMITS, size=upload.MAX_BYTES >> 20, rows=f"{MAX_ROWS:,}", columns=MAX_COLUMNS)
    given = st.file_uploader(
        f"**{visit.say(FILE)}** · {limits}",
        type=["csv", "tsv", "txt", "xlsx"],
        max_upload_size=upload.MAX_BYTES >> 20,
        key=f"import.file.{st.session_state.get(_TURN, 0)}",
    )
    if given is None:
        return None
    first = _read(visit, given.file_id, given.name, given.getvalue(), None)
    if first is None:
        return None
    if len(first.sheets) < 2:
        return Source(given.file_id, given.name, first)
    chosen = st.selectbox(visit.say(SHEET), first.sheets, key=f"import.sheet.{given.file_id}", width=280)
    sheet = first if chosen == first.sheet else _read(visit, given.file_id, given.name, given.getvalue(), chosen)
    return None if sheet is None else Source(f"{given.file_id}.{chosen}", given.name, sheet)


def described(visit: Visit, read: Source) -> None:
    """Say how much was read, and what in it is worth a look."""
    st.caption(visit.say(READ, rows=f"{read.sheet.rows.height:,}", columns=len(read.sheet.header)))
    for note in read.sheet.notes:
        st.warning(plain(visit.say(note)), icon=":material/visibility:")


def another() -> None:
    """Forget the file, so that the next one can be chosen."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state.pop(_READ, None)


def _read(visit: Visit, file: str, name: str, data: bytes, sheet: str | None) -> Sheet | None:
    kept: dict[tuple[str, str | None], Sheet | Refused] = st.session_state.get(_READ, {})
    if (file, sheet) not in kept:
        try:
            found: Sheet | Refused = upload.read(data, name, sheet)
        except Refused as refused:
            found = refused
        # The sheets of one file only: those of the file before are not looked at again.
        kept = {place: one for place, one in kept.items() if place[0] == file} | {(file, sheet): found}
        st.session_state[_READ] = kept
    read = kept[file, sheet]
    if isinstance(read, Refused):
        st.error(plain(visit.say(read.reason)), icon=":material/block:")
        return None
    return read
