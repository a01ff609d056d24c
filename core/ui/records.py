"""Lists of records that open on a click, one record in full, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

import polars as pl
import streamlit as st

from core.custom import columns, with_values
from core.schema.field import Field, Kind, Table
from core.store.engine import StoreUnavailable
from core.text import Text
from core.ui import as_of, away, shown, where
from core.ui.states import Colour
from core.ui.words import plain
from core.visit import Visit

NOTHING = Text("没有符合条件的记录", "Nothing matches")
# A list shows no more than people scroll through; the filters find the rest.
MOST = 500
COUNT = Text("共 {count} 条", "Records: {count}")
MORE = Text("共 {count} 条，显示前 {most} 条，可用筛选缩小范围", "{count} record(s), the first {most} shown: filter to find the others")
HISTORY = Text("历史（{count} 个版本）", "History ({count} version(s))")
HISTORY_OF_ONE = Text("历史（1 个版本）", "History (1 version)")
WHEN, WHO, WHAT, CHANGED = Text("时间", "When"), Text("操作人", "Who"), Text("动作", "What"), Text("变化", "Changed")
BACK = Text("返回列表", "Back to the list")
NOT_HERE = Text("没有这条记录，它可能已被移除", "There is no such record; it may have been removed")
NOT_THEN = Text("那时还没有这条记录，或者它已被移除", "There was no such record at that moment")
OWN = Text("{label}（自定义）", "{label} (custom)")
THEN = Text("；", "; ")
HOUSE = Text("系统", "System")

VERBS: Mapping[str, Text] = {
    "begin": Text("建立", "Begin"),
    "demo": Text("加载演示", "Load the demo"),
    "draft": Text("起草", "Draft"),
    "submit": Text("提交", "Submit"),
    "withdraw": Text("撤回", "Withdraw"),
    "approve": Text("批准", "Approve"),
    "return": Text("退回", "Return"),
    "reject": Text("驳回", "Reject"),
    "answer": Text("响应", "Answer"),
    "clarify": Text("补充说明", "Clarify"),
    "add": Text("新增", "Add"),
    "change": Text("修改", "Change"),
    "remove": Text("移除", "Remove"),
    "join": Text("加入项目", "Join"),
    "leave": Text("退出项目", "Leave"),
    "plan": Text("制定计划", "Plan"),
    "report": Text("填报", "Report"),
    "finish": Text("完成", "Finish"),
    "cancel": Text("取消", "Cancel"),
    "reopen": Text("重新打开", "Reopen"),
    "respond": Text("响应", "Respond"),
    "convene": Text("召开会议", "Convene"),
    "resolve": Text("解决", "Resolve"),
    "close": Text("关闭", "Close"),
    "occur": Text("已发生", "Occur"),
    "read": Text("填报指标", "Read"),
    "correct": Text("更正", "Correct"),
    "open": Text("发起", "Open"),
    "link": Text("设置依赖", "Link"),
    "unlink": Text("解除依赖", "Unlink"),
    "arrange": Text("编排计划", "Arrange the plan"),
    "assign": Text("分配职责", "Assign"),
    "freeze": Text("建立基线", "Take a baseline"),
    "launch": Text("立项", "Launch"),
    "sign": Text("签字", "Sign"),
    "schedule": Text("排定会议", "Schedule"),
    "notify": Text("发出通知", "Send notice"),
    "record": Text("记录", "Record"),
    "distribute": Text("分发纪要", "Distribute minutes"),
    "stop": Text("停止", "Stop"),
    "replan": Text("申报延期", "Replan"),
    "warn": Text("列入预警", "Warn"),
    "ask": Text("申请", "Ask"),
    "deliver": Text("提交交付物", "Deliver"),
    "accept": Text("验收", "Accept"),
    "invite": Text("邀请", "Invite"),
    "write": Text("撰写", "Write"),
    "language": Text("切换语言", "Language"),
    "attach": Text("添加附件", "Attach"),
    "setting": Text("设置", "Setting"),
    "import": Text("导入", "Import"),
    "remove demo": Text("移除演示", "Remove the demo"),
    "password": Text("设置密码", "Set a password"),
}


def listing(
    visit: Visit,
    table: str,
    rows: pl.DataFrame,
    names: Sequence[str],
    key: str,
    empty: Text = NOTHING,
    computed: Sequence[Field] = (),
    *,
    brief: bool = False,
) -> None:
    """A table of records; a click on its name, or choosing its row, opens a record. One row per record.

    computed says what further columns rows has. The organisation's own fields follow where any of the rows has a value, unless brief.
    """
    if rows.is_empty():
        st.info(as_of.nothing(visit, empty) if visit.frames[table].is_empty() else visit.say(empty), icon=":material/inbox:")
        return
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=MOST))
        rows = rows.head(MOST)
    elif not brief:
        # Also room for the table's own buttons, which would lie over a filter right above it.
        st.caption(visit.say(COUNT, count=f"{rows.height:,}"))
    recorded = visit.ledger.tables[table]
    declared, names = replace(recorded, fields=(*recorded.fields, *computed)), list(names)
    if not brief:
        rows, declared, names = _with_own(visit, rows, declared, names)
    chosen = st.session_state.pop(f"{key}.opened", None)
    if chosen is not None:
        where.open_record(table, chosen)
    title = declared.by_name[declared.title]
    # Rows are chosen by their little box alone, which few people look for, but the keyboard reaches no button in a table.
    button = st.column_config.ButtonColumn(
        visit.say(title.label), type="tertiary", alignment="left", on_click=_open, args=(key, rows["id"]), key=f"{key}.open"
    )
    event = st.dataframe(
        shown.frame(visit, declared, rows, names),
        column_config=shown.column_config(visit, declared, names) | {visit.say(title.label): button},
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        placeholder="—",
        key=f"{key}.{where.turn()}",
    )
    selected = cast(Any, event).selection.rows
    if selected:
        where.open_record(table, rows["id"][selected[0]])


def _with_own(visit: Visit, rows: pl.DataFrame, declared: Table, names: list[str]) -> tuple[pl.DataFrame, Table, list[str]]:
    """The rows, their declaration and their columns, with the organisation's own fields that any of the rows has."""
    own = visit.custom.used.get(declared.name, ())
    rows = columns(rows, own)
    taken = {visit.say(declared.by_name[name].label) for name in names}
    # A computed column may go by the label that somebody gave his own field.
    given = [
        replace(field, label=OWN.filled(label=field.label)) if visit.say(field.label) in taken else field
        for field in own
        if rows[field.name].count()
    ]
    return rows, replace(declared, fields=(*declared.fields, *given)), [*names, *(field.name for field in given)]


def _open(key: str, ids: pl.Series) -> None:
    # The ids as they stood when the button was drawn: the list may have another order by now.
    st.session_state[f"{key}.opened"] = ids[st.session_state[f"{key}.open"].row]


def table(visit: Visit, name: str, rows: pl.DataFrame, names: Sequence[str], computed: Sequence[Field] = ()) -> None:
    """Records as a plain table. computed says what further columns rows has."""
    recorded = visit.ledger.tables[name]
    declared = replace(recorded, fields=(*recorded.fields, *computed))
    st.dataframe(
        shown.frame(visit, declared, rows, list(names)),
        column_config=shown.column_config(visit, declared, list(names)),
        hide_index=True,
        placeholder="—",
    )


def back(visit: Visit) -> None:
    """The way back to the list."""
    st.button(visit.say(BACK), icon=":material/arrow_back:", type="tertiary", on_click=where.go, key="back")


def opened(visit: Visit, table: str, place: str = "id") -> dict[str, Any] | None:
    """The record the URL names, with a way back to the list; None, with a word, when there is no such record."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        back(visit)
        as_of.control(visit)
    found = visit.frames[table].filter(pl.col("id") == where.at(place))
    if found.is_empty():
        st.warning(visit.say(NOT_HERE if visit.past is None else NOT_THEN))
        return None
    return found.row(0, named=True)


def heading(visit: Visit, table: str, row: Mapping[str, Any], badges: Sequence[tuple[str, Colour]] = ()) -> None:
    """A record's number and name, with its states as badges of (word, colour)."""
    declared = visit.ledger.tables[table]
    number = row.get("number")
    st.subheader(plain(f"{number}  {row[declared.title]}" if number else row[declared.title]), anchor=False)
    if badges:
        with st.container(horizontal=True, gap="small"):
            for word, colour in badges:
                st.badge(plain(word), color=colour)


def facts(visit: Visit, table: str, row: Mapping[str, Any], names: Sequence[str]) -> None:
    """The named fields of a record with their values: short ones in columns, long texts across. Empty ones are left out.

    The organisation's own fields follow, also what was filled in before one of them was taken out of use.
    """
    declared, own = visit.ledger.tables[table], visit.custom.every.get(table, ())
    row = with_values(row, own)
    given = [field for field in (*map(declared.by_name.__getitem__, names), *own) if row[field.name] not in (None, "", [])]
    short = [field for field in given if field.kind is not Kind.LONG_TEXT]
    if short:
        with st.grid(3, gap="small", min_column_width=160):
            for field in short:
                with st.container(gap=None):
                    st.caption(plain(visit.say(field.label)))
                    st.text(shown.value(visit, field, row[field.name]))
    for field in given:
        if field.kind is Kind.LONG_TEXT:
            with st.container(gap=None):
                st.caption(plain(visit.say(field.label)))
                st.text(row[field.name])


def linked(visit: Visit, table: str, field: str, record: int) -> list[dict[str, Any]]:
    """The records of another table that name this one, oldest first."""
    return visit.frames[table].filter(pl.col(field) == record).sort("id").to_dicts()


def people_of(visit: Visit, department: int) -> dict[int, str]:
    """The active people of a department: id → name."""
    people = visit.frames["person"].filter((pl.col("department") == department) & pl.col("active"))
    return dict(people.select("id", "name").iter_rows())


def history(visit: Visit, table: str, record: int, *linked: tuple[str, str]) -> None:
    """Every version of a record: when, who, what was done and which fields changed, newest first.

    linked are (table, field) of the records that name it: their versions are told with it, and its attachments with their names.
    """
    try:
        story = _story(visit, table, visit.history(table, record))
        for other, link in linked:
            story += _story(visit, other, visit.history(other, record, link), visit.say(visit.ledger.tables[other].label))
        attached = visit.history("attachment", record, "record").filter(pl.col("of") == table)
        story += _story(visit, "attachment", attached, visit.say(visit.ledger.tables["attachment"].label), named=True)
    except StoreUnavailable:
        away.instead(visit.language)
        return
    with st.expander(visit.say(HISTORY if len(story) != 1 else HISTORY_OF_ONE, count=len(story)), icon=":material/history:"):
        columns = list(zip(*sorted(story, reverse=True), strict=True))[1:]
        st.dataframe(dict(zip(map(visit.say, (WHEN, WHO, WHAT, CHANGED)), columns, strict=True)), hide_index=True)


def _story(visit: Visit, table: str, versions: pl.DataFrame, label: str = "", named: bool = False) -> list[tuple[int, str, str, str, str]]:
    """One row per version: its place in the ledger, when, who, what and what changed against the version before.

    named tells only which record it was, in every version.
    """
    declared, story = visit.ledger.tables[table], []
    own = visit.custom.every.get(table, ())
    every = (*declared.fields, *own)
    before: Mapping[str, Any] = {}
    for version in versions.iter_rows(named=True):
        row: Mapping[str, Any] = with_values(version, own)
        known = before if before.get("id") == row["id"] else {}
        fields = [field for field in every if row[field.name] != known.get(field.name)]
        fields = [declared.by_name[declared.title]] if named else fields
        changed = visit.say(THEN).join(f"{visit.say(field.label)}: {shown.value(visit, field, row[field.name])}" for field in fields)
        who = visit.names("person").get(row["saved_by"], visit.say(HOUSE))
        verb = visit.say(VERBS["remove" if row["removed"] else row["verb"]])
        when = visit.local(row["saved_at"]).strftime("%Y-%m-%d %H:%M")
        story.append((row["seq"], when, who, f"{verb} · {label}" if label else verb, changed))
        before = row
    return story
