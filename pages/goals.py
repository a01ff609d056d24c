"""Goals and satisfaction: how far each goal has come, its readings, and the surveys people answer."""

from datetime import timedelta
from typing import Any

import streamlit as st

from core.actions import goal
from core.text import Text
from core.ui import as_of, filters, goals, invitations, records, surveys, where
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("目标与满意度", "Goals and satisfaction")
NEW, NEW_SURVEY = Text("新目标", "New goal"), Text("发起调查", "Open a survey")
VIEWS = {"goals": Text("目标", "Goals"), "surveys": Text("满意度调查", "Surveys")}
EMPTY = Text(
    "还没有目标：先设一个可衡量的目标，再定期填报指标值。", "No goals yet: set one that can be measured, then record its readings."
)
NO_SURVEY = Text("还没有满意度调查。", "No surveys yet.")
LIST = ("name", "state", "value", "target_value", "unit", "attainment", "forecast_on", "due_on", "category", "project", "owner")
FACTS = ("category", "source", "direction", "baseline_value", "target_value", "unit", "starts_on", "due_on", "project", "owner")
SURVEYS = ("title", "kind", "people", "opens_on", "closes_on", "project")
SURVEY_FACTS = ("kind", "about", "opens_on", "closes_on", "project", "goal")
EDIT = Text("修改", "Edit")
READINGS, READ = Text("指标值", "Readings"), Text("填报指标值", "Record a reading")
AGAIN = Text("同一天再填一次，会更正当天的数值", "A second value for the same day corrects the first")
# How long a survey stays open unless its form says otherwise.
TWO_WEEKS = timedelta(days=14)


def render(visit: Visit) -> None:
    """The goals or the surveys, one of them, or a form, as the URL says."""
    if where.at("survey") is not None:
        _survey(visit)
    elif where.at("new") and visit.may("goal.plan"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "goal.plan")
        surveys.waiting(visit)
        view = where.view(visit, VIEWS)
        if view == "surveys":
            _surveys(visit)
        else:
            _goals(visit)


def _goals(visit: Visit) -> None:
    if visit.frames["goal"].is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/flag:")
        return
    rows = filters.choose(visit, "goal", ("category", "project"), search=("name",), rows=goals.standing(visit))
    if not rows.is_empty():
        with st.container(border=True):
            goals.bullets(visit, rows)
    records.listing(visit, "goal", rows, LIST, "goals", computed=goals.COMPUTED)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)

    def save(now: Visit, filled: Filled) -> int:
        return goal.save(now, filled.values, key=filled.key)

    form(visit, "goal", "goal.new", save, where.show, start={"starts_on": visit.today, "owner": visit.person.id})


def _one(visit: Visit) -> None:
    row = records.opened(visit, "goal")
    if row is None:
        return
    standing = goals.one(visit, row["id"])
    records.heading(visit, "goal", row, [badge(visit, "goal_state", standing["state"])])
    if where.at("edit") and visit.may("goal.plan", row):
        _edit(visit, row)
        return
    if visit.may("goal.plan", row):
        st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": row["id"], "edit": row["version"]}, key="edit")
    with st.container(border=True):
        goals.trend(visit, standing)
    records.facts(visit, "goal", row, FACTS)
    if row["source"] == "readings" and visit.may("goal.read_value", row):
        left, right = st.columns(2)
        with left:
            _read(visit, row)
    else:
        right = st.container()
    with right:
        st.markdown(f"**{visit.say(READINGS)}**")
        goals.readings(visit, row)
    records.history(visit, "goal", row["id"], ("reading", "goal"))


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return goal.save(now, filled.values, record, filled.base, filled.key)

    form(visit, "goal", f"goal.{record}.edit.{version}", save, where.show, start=row, base=version)


def _read(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        values = {**filled.values, "goal": row["id"]}
        goal.record_reading(now, values, goals.reading_of(now, row["id"], filled.values), key=filled.key)
        return int(row["id"])

    with st.container(border=True):
        st.markdown(f"**{visit.say(READ)}**")
        fields = ("read_on", "value", "note")
        form(visit, "reading", f"goal.{row['id']}.read", save, where.show, fields=fields, start={"read_on": visit.today})
        st.caption(visit.say(AGAIN))


def _surveys(visit: Visit) -> None:
    if visit.may("survey.plan"):
        st.button(visit.say(NEW_SURVEY), icon=":material/add:", on_click=where.go, kwargs={"survey": 0}, key="new_survey")
    rows = surveys.counted(visit, visit.frames["survey"]).sort("closes_on", descending=True)
    records.listing(visit, "survey", rows, SURVEYS, "surveys", NO_SURVEY, surveys.COMPUTED)


def _survey(visit: Visit) -> None:
    if where.at("survey") == 0 and visit.may("survey.plan"):
        header(visit, NEW_SURVEY)
        records.back(visit)
        start = {"opens_on": visit.today, "closes_on": visit.today + TWO_WEEKS}

        def save(now: Visit, filled: Filled) -> int:
            return goal.open_survey(now, filled.values, key=filled.key)

        form(visit, "survey", "survey.new", save, where.shower("survey"), start=start)
        return
    row = records.opened(visit, "survey", "survey")
    if row is None:
        return
    records.heading(visit, "survey", row, [surveys.state(visit, row)])
    if where.at("edit") and visit.may("survey.plan", row):
        _edit_survey(visit, row)
        return
    if visit.may("survey.plan", row):
        st.button(visit.say(EDIT), on_click=where.go, kwargs={"survey": row["id"], "edit": row["version"]}, key="edit")
    records.facts(visit, "survey", row, SURVEY_FACTS)
    invitations.of(visit, row)
    surveys.answer(visit, row)
    surveys.results(visit, row)
    records.history(visit, "survey", row["id"])


def _edit_survey(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return goal.open_survey(now, filled.values, record, filled.base, filled.key)

    form(visit, "survey", f"survey.{record}.edit.{version}", save, where.shower("survey"), start=row, base=version)
