"""Settings: the days on which the organisation departs from its week, by national notice and by its own decision."""

from datetime import date
from typing import Any

import streamlit as st

from core.actions import rules as actions
from core.text import Text
from core.ui import where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.words import plain, segment
from core.visit import Visit
from core.workdays import china, provisional

YEAR = Text("年份", "Year")
PROVISIONAL = Text(
    "{year} 年的国务院放假通知尚未发布：以下为按法规推算的暂定日期，不含调休，公布后请核对。",
    "The official notice for {year} is not out: these days are estimated from the law, without make-up days. Check them when it appears.",
)
NATIONAL = Text("国家假期与调休", "Public holidays and make-up days")
OWN = Text("本单位的例外", "Our own exceptions")
NO_OWN = Text("还没有：公司年假、额外上班日等可以在这里添加。", "None yet: company holidays and extra working days go here.")
ADD = {"save": Text("添加", "Add")}
DAY, WEEKDAY, WHAT = Text("日期", "Day"), Text("星期", "Weekday"), Text("安排", "What")
OFF, WORK = Text("放假", "Day off"), Text("上班", "Working")
REMOVE, SURE = Text("移除", "Remove"), Text("恢复为国家日历，确定吗？", "Take the national calendar again?")
DAYS = (
    *(Text("周一", "Mon"), Text("周二", "Tue"), Text("周三", "Wed"), Text("周四", "Thu")),
    *(Text("周五", "Fri"), Text("周六", "Sat"), Text("周日", "Sun")),
)


def calendar(visit: Visit) -> None:
    """This year's and next year's days, and the organisation's own."""
    this = visit.today.year
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{visit.say(NATIONAL)}**")
        chosen = st.segmented_control(
            visit.say(YEAR), [this, this + 1], default=this, required=True, format_func=segment, key="year", label_visibility="collapsed"
        )
        year = int(chosen or this)
        if provisional(year):
            st.warning(visit.say(PROVISIONAL, year=year), icon=":material/pending:")
        days = china([year])
        st.dataframe(
            {
                visit.say(DAY): list(days),
                visit.say(WEEKDAY): [visit.say(DAYS[day.weekday()]) for day in days],
                visit.say(WHAT): [visit.say(WORK if spans else OFF) for spans in days.values()],
            },
            column_config={visit.say(DAY): st.column_config.DateColumn(format="YYYY-MM-DD")},
            hide_index=True,
        )
    with right:
        st.markdown(f"**{visit.say(OWN)}**")
        own = visit.frames["calendar_day"].sort("day").to_dicts()
        if not own:
            st.caption(visit.say(NO_OWN))
        for row in own:
            _own(visit, row)
        form(
            visit,
            "calendar_day",
            "calendar_day.new",
            _add,
            _saved,
            start={"day": date(this, visit.today.month, visit.today.day)},
            buttons=ADD,
        )


def _own(visit: Visit, row: dict[str, Any]) -> None:
    day: date = row["day"]
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        word = visit.say(WORK if row["working"] else OFF)
        st.markdown(plain(f"{day} {visit.say(DAYS[day.weekday()])} · {word} · {row['name'] or '—'}"), width="stretch")

        def remove(now: Visit) -> None:
            actions.remove(now, "calendar_day", row["id"], row["version"])

        act_button(visit, f"calendar.{row['id']}", REMOVE, remove, where.SAVED, ask=SURE)


def _add(visit: Visit, filled: Filled) -> int:
    return actions.save(visit, "calendar_day", filled.values, key=filled.key)


def _saved(visit: Visit, _: int) -> None:
    where.tell(visit, where.SAVED)
