"""What would be if: tasks dropped, departments faster or slower, tasks moved; both forecasts side by side, and nothing saved."""

from datetime import date

import polars as pl
import streamlit as st

from core import outlook
from core.metrics.forecast import Forecast
from core.plan import Plan
from core.text import Text
from core.ui import outlook_rows, what_if_choices
from core.ui.number import number
from core.ui.outlook_cards import P50, P50_RULE, P80, P80_RULE, apart
from core.visit import Visit

TITLE = Text("假如……（不保存）", "What if … (nothing is saved)")
INTRO = Text(
    "试着去掉任务、调整部门速度或移动任务，看看预计完成日期会怎样变化；计划本身不会改动。",
    "Try dropping tasks, a faster or slower department, or moving a task, and see what it does to the forecast; the plan stays as it is.",
)
RESET = Text("全部还原", "Reset")
NOTHING_LEFT = Text("去掉这些以后，没有任务可以模拟了。", "With these dropped there is nothing left to forecast.")
ON_NOW, NO_DIFFERENCE = Text("较现在", "on now"), Text("与现在相同", "Same as now")
P50_THEN, P80_THEN = Text("假如后 P50", "P50 then"), Text("假如后 P80", "P80 then")
NEWLY, NO_LONGER = Text("变为关键：{tasks}", "Becomes critical: {tasks}"), Text("不再关键：{tasks}", "No longer critical: {tasks}")
SAME = Text("关键任务没有变化。", "The same tasks are critical.")
AND, MORE = Text("、", ", "), Text("{tasks} 等 {n} 个", "{tasks} and others, {n} in all")
MILESTONES = Text("里程碑现在与假如后", "Milestones now and then")
MILESTONE = Text("里程碑", "Milestone")
NOW, THEN = Text("P50 现在", "P50 now"), Text("P50 假如后", "P50 then")
NOW80, THEN80 = Text("P80 现在", "P80 now"), Text("P80 假如后", "P80 then")
_TOLD = 8


def section(visit: Visit, plan: Plan, now: Forecast) -> None:
    """The choices and, once something is chosen, the two forecasts."""
    st.subheader(visit.say(TITLE), anchor=False)
    st.caption(visit.say(INTRO))
    change = what_if_choices.draw(visit, plan)
    if change is None:
        return
    st.button(visit.say(RESET), icon=":material/restart_alt:", on_click=what_if_choices.reset, args=(plan,), key="what_if.reset")
    left = plan.leaves.filter(pl.col("status") != "done", ~pl.col("id").is_in(list(change.dropped)))
    then = outlook.what_if(visit, plan, change) if left.height else None
    if then is None:
        st.info(visit.say(NOTHING_LEFT), icon=":material/inbox:")
        return
    _cards(visit, plan, now, then)
    _critical(visit, plan, now, then)
    _milestones(visit, plan, now, then)


def _cards(visit: Visit, plan: Plan, now: Forecast, then: Forecast) -> None:
    def card(name: str, label: Text, found: Forecast, day: date, rule: Text, before: date | None = None) -> None:
        number(
            visit,
            f"what_if.{name}",
            label,
            str(day),
            rule,
            lambda: outlook_rows.behind(visit, plan, found, name),
            delta=None if before is None else apart(visit, plan, before, day),
            since=visit.say(ON_NOW),
            note=None if before is None else visit.say(NO_DIFFERENCE),
            better="down",
        )

    with st.grid(4, gap="small", min_column_width=180):
        for name, was, label, then_label, rule in (("p50", now.p50, P50, P50_THEN, P50_RULE), ("p80", now.p80, P80, P80_THEN, P80_RULE)):
            becomes = then.p50 if name == "p50" else then.p80
            if was is not None and becomes is not None:
                card(f"now.{name}", label, now, was, rule)
                card(f"then.{name}", then_label, then, becomes, rule, before=was)


def _critical(visit: Visit, plan: Plan, now: Forecast, then: Forecast) -> None:
    """Which tasks become critical, and which no longer are."""
    before, after = (set(found.leaves.filter("critical")["id"]) for found in (now, then))
    if before == after:
        st.text(visit.say(SAME))
    names = dict(plan.leaves.select("id", "title").iter_rows())
    for text, some in ((NEWLY, after - before), (NO_LONGER, before - after)):
        known = [names[record] for record in names if record in some]
        if known:
            told = visit.say(AND).join(known[:_TOLD])
            st.text(visit.say(text, tasks=told if len(known) <= _TOLD else visit.say(MORE, tasks=told, n=len(known))))


def _milestones(visit: Visit, plan: Plan, now: Forecast, then: Forecast) -> None:
    rows = (
        plan.leaves.filter(pl.col("kind") == "milestone", pl.col("status") != "done")
        .select("id", "title")
        .join(now.leaves.select("id", "p50", "p80"), on="id", maintain_order="left")
        .join(then.leaves.select("id", then50="p50", then80="p80"), on="id", how="left", maintain_order="left")
    )
    if rows.is_empty():
        return
    st.markdown(f"**{visit.say(MILESTONES)}**")
    columns = {MILESTONE: "title", NOW: "p50", THEN: "then50", NOW80: "p80", THEN80: "then80"}
    dated = {visit.say(text): st.column_config.DateColumn(format="YYYY-MM-DD") for text in columns if text is not MILESTONE}
    st.dataframe({visit.say(text): rows[name] for text, name in columns.items()}, column_config=dated, hide_index=True, placeholder="—")
