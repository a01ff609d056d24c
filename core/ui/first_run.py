"""The first choice on an empty system: look at the demo company, import an Excel file, or start empty."""

import streamlit as st

from core.text import Text
from core.ui import as_of, demo_company, where
from core.visit import Visit

WELCOME = Text("欢迎使用同频。从哪里开始？", "Welcome to Tongpin. Where shall we begin?")
DEMO, DEMO_WHY = Text("看演示公司", "Look at the demo company"), demo_company.WHAT
IMPORT = Text("导入我的 Excel", "Import my Excel")
IMPORT_WHY = Text(
    "先看预览，逐行检查后再保存；每类记录都有空白模板可下载。",
    "You see a preview, and every row is checked before it is saved. There is an empty template for each kind of record.",
)
IMPORT_GO = Text("去导入", "Go to the import")
EMPTY = Text("从空白开始", "Start empty")
EMPTY_WHY = Text("先建立部门和人员，再提交第一条协作需求。", "Add the departments and people, then the first request.")
EMPTY_GO = Text("建立部门", "Add departments")
WAIT = Text("这里还没有数据，请等管理员完成初始设置。", "There is nothing here yet: an administrator is still setting it up.")


def draw(visit: Visit) -> None:
    """Offer what the visitor may do on an empty system."""
    if visit.past is not None:
        st.info(as_of.nothing(visit, WAIT), icon=":material/history:")
        return
    if not visit.may("people.edit"):
        st.info(visit.say(WAIT), icon=":material/hourglass_empty:")
        return
    st.subheader(visit.say(WELCOME), anchor=False)
    with st.grid(3, min_column_width=260):
        with st.container(border=True, height="stretch"):
            _card(visit, ":material/theater_comedy:", DEMO, DEMO_WHY)
            demo_company.load_button(visit)
        with st.container(border=True, height="stretch"):
            _card(visit, ":material/upload_file:", IMPORT, IMPORT_WHY)
            if st.button(visit.say(IMPORT_GO), key="first.import"):
                _open("exchange", {})
        with st.container(border=True, height="stretch"):
            _card(visit, ":material/edit_square:", EMPTY, EMPTY_WHY)
            if st.button(visit.say(EMPTY_GO), key="first.empty"):
                _open("settings", {"view": "department"})


def _card(visit: Visit, icon: str, title: Text, why: Text) -> None:
    st.markdown(f"**{icon} {visit.say(title)}**")
    st.caption(visit.say(why))


def _open(page: str, query: dict[str, str]) -> None:
    offered = where.pages().get(page)
    if offered is not None:
        st.switch_page(offered, query_params=query)
