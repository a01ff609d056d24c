"""What the trends are asked for: the measure, the periods, the split and the span; all of it stands in the URL by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import streamlit as st

from core import trends
from core.figures import Choice
from core.measure import FAMILIES, Measure
from core.measures import MEASURES
from core.text import Text
from core.ui import filters
from core.ui.switch import switch
from core.visit import Visit

MEASURE, GRAIN, SPLIT, SPAN = Text("指标", "Measure"), Text("周期", "Period"), Text("拆分", "Split by"), Text("时间范围", "Span")
NAMED = Text("{family} · {measure}", "{family} · {measure}")
GRAINS: Mapping[str, Text] = MappingProxyType(
    {"week": Text("周", "Week"), "month": Text("月", "Month"), "quarter": Text("季", "Quarter"), "year": Text("年", "Year")}
)
SPANS: Mapping[str, Text] = MappingProxyType(
    {
        "91": Text("近一季", "Last 13 weeks"),
        "182": Text("近半年", "Last 26 weeks"),
        "365": Text("近一年", "Last year"),
        "1095": Text("近三年", "Last 3 years"),
    }
)
WHOLE, BY_DEPARTMENT, BY_PROJECT = Text("不拆分", "All"), Text("按部门", "By department"), Text("按项目", "By project")
BY = Text("按{what}", "By {what}")


@dataclass(frozen=True)
class Asked:
    """One question: which measure, over which periods, of which choice, split by what ("" is not at all)."""

    key: str
    grain: str
    by: str
    choice: Choice
    days: int | None

    @property
    def measure(self) -> Measure:
        """The measure asked for."""
        return MEASURES[self.key]


def draw(visit: Visit, *names: str) -> Asked:
    """Draw the choices named (measure, project, department, span, grain, split); the rest are as they first stand."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = _measure(visit) if "measure" in names else "compliance"
        project = _record(visit, "project", filters.PROJECT) if "project" in names else None
        department = _record(visit, "department", filters.DEPARTMENT) if "department" in names else None
        spans = {days: visit.say(text) for days, text in SPANS.items()}
        span = filters.pick(visit, "span", visit.say(SPAN), spans, "365") if "span" in names else None
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        words = {grain: visit.say(text) for grain, text in GRAINS.items()}
        grain = switch(visit, "grain", GRAIN, words, "month") if "grain" in names else "month"
        by = switch(visit, "by", SPLIT, _splits(visit, MEASURES[key])) if "split" in names else "none"
    return Asked(key, grain, "" if by == "none" else by, Choice(project, department), None if span is None else int(span))


def begins(visit: Visit, asked: Asked) -> date:
    """The first day of the span asked for."""
    return trends.since(visit, asked.days)


def _measure(visit: Visit) -> str:
    """The measures by family; the URL names one by its key."""
    labels = {
        key: visit.say(NAMED, family=visit.say(FAMILIES[measure.family]), measure=visit.say(measure.label))
        for key, measure in MEASURES.items()
    }
    named = st.query_params.get("measure", "")
    keys = list(labels)
    chosen = st.selectbox(
        visit.say(MEASURE),
        keys,
        index=keys.index(named) if named in labels else 0,
        format_func=lambda key: labels.get(key, key),
        key=f"measure.{visit.language}",
        width=300,
        persist_state="session",
    )
    if chosen != keys[0]:
        st.query_params["measure"] = chosen
    elif "measure" in st.query_params:
        del st.query_params["measure"]
    return chosen


def _record(visit: Visit, table: str, label: Text) -> int | None:
    found = filters.pick(visit, table, visit.say(label), {str(record): name for record, name in visit.names(table).items()})
    return None if found is None else int(found)


def _splits(visit: Visit, measure: Measure) -> dict[str, str]:
    """What a measure can be split by."""
    found = {"none": visit.say(WHOLE), "department": visit.say(BY_DEPARTMENT), "project": visit.say(BY_PROJECT)}
    if measure.level:
        what = visit.say(measure.level_label)
        found["level"] = visit.say(BY, what=what if visit.language.value == "zh" else what.lower())
    return found


def called(visit: Visit, asked: Asked, group: object) -> str:
    """What a group of the split is called."""
    return visit.word(asked.measure.level, group) if asked.by == "level" else visit.name(asked.by, group)
