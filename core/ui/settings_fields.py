"""Settings: the fields an organisation adds to its records, and how each will look in a form."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import custom
from core.actions import field as actions
from core.schema.field import Kind
from core.text import Text
from core.ui import as_of, inputs, records, shown, where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.words import plain
from core.visit import Visit

WHAT_FOR = Text(
    "给记录加上本单位自己的字段：它会出现在该类记录的表单、详情、列表、筛选、导入模板和历史里，不用改程序。",
    "Fields of your own: each appears in the form, the page, the list, the filters, the import template and the history of its records.",
)
EMPTY = Text("还没有自定义字段：点“新增字段”，例如给协作需求加上“供应商”。", 'No fields of your own yet: begin with "New field".')
NEW = Text("新增字段", "New field")
STAYS = Text(
    "用于哪类记录、类型和选项的键建立后不变；名称、说明和顺序可以随时改。",
    "Where it is used, its kind and the keys of its choices stay as they were made; names, help and order can change.",
)
ONE_PER_LINE = Text(
    "类型选“单选”时，在“选项”里每行写一个：公开,Public", "For a choice, write one to a line under Choices, such as 公开,Public"
)
OUT_OF_USE = Text(
    "停用后不再填写、不再列出；记录里已填的内容和历史都还在。",
    "Out of use it is neither asked for nor listed; what records hold stays there, and in their history.",
)
PREVIEW = Text("表单里的样子", "How it looks in the form")
OPEN = Text("点一行即可修改", "Click a row to change it")
OPTIONS = Text("选项", "Choices")
# Room for the words of three or four choices.
_WIDE = 240
_LIST = ["of", "label_zh", "label_en", "kind", "required", "active"]
_NEW = ("of", "kind", "label_zh", "label_en", "choices", "required", "position", "help_zh", "help_en")
_EDIT = ("label_zh", "label_en", "choices", "required", "position", "help_zh", "help_en", "active")


def listing(visit: Visit) -> None:
    """The fields by the records they are of; a click opens one."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(visit.say(WHAT_FOR))
        if visit.past is None:
            st.button(visit.say(NEW), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")
    rows = _sorted(visit)
    if rows.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/edit_note:")
        return
    table = shown.frame(visit, visit.ledger.tables["field"], rows, _LIST)
    chosen = clicked(
        st.dataframe(
            table.insert_column(4, _options(visit, rows)),
            column_config={visit.say(OPTIONS): st.column_config.TextColumn(width=_WIDE)},
            hide_index=True,
            height="content",
            placeholder=shown.DASH,
            key="settings.fields",
            **CLICKABLE,
        )
    )
    if visit.past is None:
        st.caption(visit.say(OPEN))
    if chosen is not None:
        where.go(id=rows["id"][chosen])
        st.rerun()


def one(visit: Visit) -> None:
    """The form of one field, or of a new one."""
    if where.at("new"):
        header(visit, NEW)
        records.back(visit)
        st.caption(visit.say(STAYS))
        st.caption(visit.say(ONE_PER_LINE))
        start = {"position": visit.frames["field"].height + 1}
        form(visit, "field", "field.new", _save, _saved, fields=_NEW, start=start)
        return
    row = records.opened(visit, "field")
    if row is None:
        return
    st.subheader(plain(visit.say(custom.field(row).label)), anchor=False)
    records.facts(visit, "field", row, ("of", "kind"))
    st.caption(visit.say(OUT_OF_USE))
    _preview(visit, row)
    record, fields = row["id"], [name for name in _EDIT if name != "choices" or row["kind"] == "choice"]
    name = f"field.{record}.{row['version']}"
    form(visit, "field", name, partial(_save, record=record), _saved, fields=fields, start=row, base=row["version"])
    records.history(visit, "field", record)


def _sorted(visit: Visit) -> pl.DataFrame:
    """Every field: those in use first, in the order of the records they are of and of their forms."""
    kinds = pl.Enum(list(visit.vocabulary["field_of"]))
    return visit.frames["field"].sort(~pl.col("active"), pl.col("of").cast(kinds), "position", "id")


def _options(visit: Visit, rows: pl.DataFrame) -> pl.Series:
    """The words of each field's choices, as a column."""
    words = (" / ".join(visit.say(one.label) for one in custom.choices(lines)) for lines in rows["choices"])
    return pl.Series(visit.say(OPTIONS), [some or None for some in words], pl.String)


def _preview(visit: Visit, row: dict[str, Any]) -> None:
    made = custom.field(row)
    with st.container(border=True):
        st.caption(visit.say(PREVIEW))
        with st.container(width="stretch" if made.kind is Kind.LONG_TEXT else 420):
            inputs.draw(visit, made, f"field.preview.{row['id']}.{row['version']}", None)


def _save(visit: Visit, filled: Filled, record: int | None = None) -> int:
    return actions.save(visit, filled.values, record, filled.base, filled.key)


def _saved(visit: Visit, _: int) -> None:
    where.tell(visit, where.SAVED)
    where.go()
