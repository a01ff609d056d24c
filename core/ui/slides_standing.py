"""How a project stands, on its slide: its figures, and the curve of its progress."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core import outlook
from core.charts import outlook as charts
from core.metrics import forecast
from core.plan import plan
from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.page import chart
from core.visit import Visit

DONE, SPI, WARNING = Text("实际完成", "Actual"), Text("SPI", "SPI"), Text("进度预警", "Warning")
FINISH, PROMISES = Text("预计完成 P50", "Forecast P50"), Text("超期承诺", "Overdue promises")
WAS, SAME = Text("上次：{band}", "Last time: {band}"), Text("与上次相同", "As last time")
AGAINST = Text("计划 {planned:.0f}%", "Planned {planned:.0f}%")
LATE = Text("计划 {due}（{days:+d} 个工作日）", "Plan {due}, {days:+d} working days")
PLANNED_ON = Text("计划 {due}", "Planned {due}")
SOON = Text("临期 {at_risk} · 本周 {due}", "At risk {at_risk} · due {due}")
ON_PLAN = Text("1 为按计划", "1 is on plan")
NO_PLAN = Text("还没有任务计划。", "No tasks are planned yet.")


def figures(visit: Visit, row: Mapping[str, Any]) -> None:
    """A row of core.weekly.troubles as figures, with when the project will be done."""
    standing = plan(visit, row["project"])
    found = None if standing.tasks.is_empty() else outlook.expected(visit, standing)
    told = _figures(visit, row, found.p50 if found else None, None if found is None else outlook.finish(standing))
    parts.metrics(visit, told, wide={3: 1.4, 4: 1.2})


def _figures(visit: Visit, row: Mapping[str, Any], p50: Any, due: Any) -> list[tuple[Text, str, str | None]]:
    planned = row["planned"] is not None
    band, was = visit.word("warning_band", row["band"]), visit.word("warning_band", row["was_band"])
    late = None
    if p50 and due:
        apart = forecast.apart(visit.rules.calendar, pl.Series([due]), pl.Series([p50]))[0]
        late = visit.say(LATE if apart else PLANNED_ON, due=words.day(due), days=apart)
    soon = visit.say(SOON, at_risk=row["at_risk"], due=row["due"])
    return [
        (DONE, f"{row['actual']:.0f}%" if planned else "—", visit.say(AGAINST, planned=row["planned"]) if planned else None),
        (SPI, "—" if row["spi"] is None else f"{row['spi']:.2f}", visit.say(ON_PLAN)),
        (WARNING, band, visit.say(SAME) if row["band"] == row["was_band"] else visit.say(WAS, band=was)),
        (FINISH, words.day(p50), late),
        (PROMISES, f"{row['broken']}", soon),
    ]


def curve(visit: Visit, project: int) -> None:
    """Its progress against plan and baseline, to where it is expected to end."""
    if plan(visit, project).tasks.is_empty() or outlook.expected(visit, plan(visit, project)) is None:
        st.info(visit.say(NO_PLAN), icon=":material/event_upcoming:")
        return

    def make() -> Any:
        standing = plan(visit, project)
        found = outlook.expected(visit, standing)
        p50 = found.p50 if found else None
        dated = {"today": visit.today, "baseline": outlook.held_against(visit, standing), "p50": p50}
        until = max(day for day in (*dated.values(), outlook.finish(standing)) if day)
        return charts.curve(outlook.curve(visit, standing, until), dated, visit.language)

    chart(visit, "slide.curve", make, project, height=370, large=True)
