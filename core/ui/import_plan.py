"""The matching of an import: for each field its column or its fixed value, and how the words of the file are read."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.actions.import_check import CREATED
from core.documents.column import Column
from core.documents.dates import DateOrder
from core.documents.mapping import guess
from core.documents.plan import MISSING_MARKS, Plan
from core.documents.values import by_word, word
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.ui import inputs, shown
from core.ui.import_file import Source
from core.ui.words import plain
from core.visit import Visit

MATCH = Text("3 · 对应列", "3 · Match the columns")
HELP = Text("固定值用于没有对应列、或该列为空的行", "A fixed value is used where there is no column, or its cell is empty")
FIXED = Text("固定值", "Fixed value")
NONE = Text("不导入", "Not imported")
DEFAULT = Text("默认：{value}", "Default: {value}")
MORE = Text("其他字段（{count}）", "Other fields ({count})")
WORDS = Text("{label}：文件中的写法 → 字典项", "{label}: words in the file → entries")
UNKNOWN = Text("未对应", "Not matched")
ORDER = Text("日期顺序", "Order of dates")
ORDERS = {
    DateOrder.YEAR_FIRST: Text("年-月-日", "year-month-day"),
    DateOrder.DAY_FIRST: Text("日-月-年", "day-month-year"),
    DateOrder.MONTH_FIRST: Text("月-日-年", "month-day-year"),
}
MISSING = Text("视为空缺的写法", 'Words that mean "nothing"')
KEYS = Text("关键列（每个关键值只取最后一行）", "Key columns (one record per key: the last row)")
EVERY_ROW = Text("不选则每行一条记录", "None: every row is a record")
CREATE = Text("文件中出现而系统里没有的，自动新建", "Create what the file names and the system does not have")

Known = Mapping[str, Mapping[str, int]]

# Words of one column offered for matching by hand.
_MOST_WORDS = 30


def plan(visit: Visit, table: Table, source: Source, known: Known) -> tuple[Plan, list[str]]:
    """Draw the matching, guessed first; the plan it stands for, and what is wrong with its fixed values."""
    name = f"import.{source.key}.{table.name}"
    first = _guess(visit, table, source, name)
    st.markdown(f"**{visit.say(MATCH)}**")
    with st.container(border=True):
        st.caption(visit.say(HELP))
        shown = [field for field in table.fields if field.required or field.name in first.columns]
        folded = [field for field in table.fields if field not in shown]
        columns: dict[str, str] = {}
        constants: dict[str, object] = {}
        wrong: list[str] = []

        def draw(fields: list[Field]) -> None:
            for field in fields:
                _field(visit, field, source, first, name, known, (columns, constants, wrong))

        draw(shown)
        with st.expander(visit.say(MORE, count=len(folded))):
            draw(folded)
    values = _words(visit, table, source, columns, name)
    order, missing, keys, create = _reading(visit, table, source, first, columns, name)
    return Plan(columns, order, missing, values, keys, constants, create), wrong


def _guess(visit: Visit, table: Table, source: Source, name: str) -> Plan:
    kept = st.session_state.get("import.guess")
    if kept is None or kept[0] != name:
        dictionaries = {dictionary: list(entries.values()) for dictionary, entries in visit.vocabulary.items()}
        kept = (name, guess(source.sheet, table, dictionaries))
        st.session_state["import.guess"] = kept
    found: Plan = kept[1]
    return found


def _field(
    visit: Visit,
    field: Field,
    source: Source,
    first: Plan,
    name: str,
    known: Known,
    found: tuple[dict[str, str], dict[str, object], list[str]],
) -> None:
    columns, constants, wrong = found
    header = list(source.sheet.header)
    label = plain(visit.say(field.label)) + (" *" if field.required else "")
    left, right = st.columns(2, vertical_alignment="bottom")
    guessed = first.columns.get(field.name)
    chosen = left.selectbox(
        label,
        header,
        index=None if guessed is None else header.index(guessed),
        placeholder=visit.say(NONE),
        key=f"{name}.column.{field.name}",
        help=plain(visit.say(field.help)) if field.help else None,
    )
    if chosen is not None:
        columns[field.name] = chosen
    if field.name == "number":
        return
    with right:
        value, problem = _fixed(visit, field, f"{name}.fixed.{field.name}", known, chosen=chosen is not None)
    if value is not None:
        constants[field.name] = value
    if problem is not None:
        wrong.append(f"{visit.say(field.label)}: {visit.say(problem)}")
        inputs.problem(visit, problem)


def _fixed(visit: Visit, field: Field, key: str, known: Known, *, chosen: bool) -> tuple[object, Text | None]:
    """The fixed value typed or chosen for a field, read as a cell of the file would be."""
    label = f"{visit.say(FIXED)} · {plain(visit.say(field.label))}"
    unsaid = field.default in (None, 0.0) or (field.required and chosen)
    empty = visit.say(FIXED) if unsaid else visit.say(DEFAULT, value=shown.value(visit, field, field.default))
    common: dict[str, Any] = {"key": key, "label_visibility": "collapsed"}
    if field.kind is Kind.CHOICE:
        words = list(visit.vocabulary[field.choices])
        entry = st.selectbox(label, words, index=None, format_func=lambda key: visit.word(field.choices, key), placeholder=empty, **common)
        return entry, None
    if field.kind in {Kind.LINK, Kind.LINKS}:
        names = visit.names(field.to)
        record = st.selectbox(label, list(names), index=None, format_func=lambda one: names.get(one, "—"), placeholder=empty, **common)
        return (record if record is None or field.kind is Kind.LINK else [record]), None
    typed = st.text_input(label, placeholder=empty, **common)
    if not typed:
        return None, None
    return Column([typed], field, Plan({}, DateOrder.YEAR_FIRST), known, {}, {}, visit.zone).read(0)


def _words(visit: Visit, table: Table, source: Source, columns: Mapping[str, str], name: str) -> dict[str, Mapping[str, str]]:
    """For each choice with a column: which entry each word of the column stands for."""
    found: dict[str, Mapping[str, str]] = {}
    for field in (table.by_name[field] for field in columns if table.by_name[field].kind is Kind.CHOICE):
        column = columns[field.name]
        texts = [text for text in source.sheet.rows[column].str.strip_chars().unique(maintain_order=True) if text]
        entries = visit.vocabulary[field.choices]
        known = by_word(list(entries.values()))
        guessed = {text: key for text in texts if (key := known.get(word(text)) or known.get(word(text, bare=True))) is not None}
        offered = [text for text in texts if text not in MISSING_MARKS or text in guessed][:_MOST_WORDS]
        matched: dict[str, str] = {}
        with st.expander(visit.say(WORDS, label=plain(visit.say(field.label))), expanded=any(text not in guessed for text in offered)):
            for place, text in enumerate(offered):
                chosen = st.selectbox(
                    plain(text),
                    list(entries),
                    index=list(entries).index(guessed[text]) if guessed.get(text) in entries else None,
                    format_func=lambda entry, field=field: visit.word(field.choices, entry),
                    placeholder=visit.say(UNKNOWN),
                    key=f"{name}.word.{field.name}.{column}.{place}",
                    width=320,
                )
                if chosen is not None:
                    matched[text] = chosen
        found[field.name] = matched
    return found


def _reading(
    visit: Visit, table: Table, source: Source, first: Plan, columns: Mapping[str, str], name: str
) -> tuple[DateOrder | None, tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """How dates and blanks are read, what tells records apart, and which records may be made for names nobody knows."""
    left, right = st.columns(2)
    order = first.date_order
    if any(table.by_name[field].kind in {Kind.DATE, Kind.MOMENT} for field in columns):
        orders = list(ORDERS)
        order = left.selectbox(
            visit.say(ORDER),
            orders,
            index=None if first.date_order is None else orders.index(first.date_order),
            format_func=lambda one: visit.say(ORDERS[one]),
            key=f"{name}.order",
        )
    missing = right.multiselect(
        visit.say(MISSING), [*MISSING_MARKS], default=list(first.missing), accept_new_options=True, key=f"{name}.missing"
    )
    key = columns.get("number")
    rows = source.sheet.rows
    doubled = key is not None and rows[key].n_unique() < rows.height
    keys = left.multiselect(
        visit.say(KEYS),
        list(source.sheet.header),
        default=[key] if key is not None and doubled else [],
        placeholder=visit.say(EVERY_ROW),
        key=f"{name}.keys",
    )
    linked = {field.to for field in table.fields if field.to}
    creatable = [one for one in CREATED if one in linked and one != table.name]
    create: list[str] = []
    if creatable:
        create = right.pills(
            visit.say(CREATE),
            creatable,
            selection_mode="multi",
            default=["department"] if "department" in creatable else [],
            format_func=lambda one: visit.say(visit.ledger.tables[one].label),
            key=f"{name}.create",
        )
    # A row may name another row of the same file as what it stands under.
    own = {table.name} & linked
    return order, tuple(missing), tuple(keys), frozenset(create) | own
