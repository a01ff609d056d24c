"""Surveys as a visitor meets them: which wait for his scores, the form that takes them, and what all of them say."""

import hashlib
from typing import Any

import polars as pl
import streamlit as st

from core.actions import goal
from core.actions.act import Refused, plural
from core.metrics import satisfaction
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import inputs, where
from core.ui.attempt import attempt
from core.ui.states import Colour
from core.ui.visitor import must
from core.ui.words import plain, segment
from core.visit import Visit

# Fewer answers than this are a hint only.
ENOUGH = 5

# What counted() adds to a list's rows.
COMPUTED = (Field("people", Kind.INTEGER, Text("填写人数", "Answered by")),)
STATES: dict[str, tuple[Text, Colour]] = {
    "coming": (Text("未开始", "Not open yet"), "gray"),
    "open": (Text("填写中", "Open"), "blue"),
    "closed": (Text("已截止", "Closed"), "gray"),
}
WAITS = Text("“{title}”等您评分，还有 {count} 个部门，{day} 截止", "{title} waits for your scores: {count} to rate, until {day}")
ANSWER = Text("去评分", "Answer")
ASKS = {
    "csat": Text(
        "您对这些部门近期的协作满意吗？1 非常不满意，5 非常满意", "How satisfied are you with working with them? 1 not at all, 5 very"
    ),
    "nps": Text(
        "您愿意向同事推荐与这些部门合作吗？0 完全不会，10 一定会", "Would you recommend working with them? 0 not at all, 10 certainly"
    ),
}
COMMENT = Text("意见（可不填）", "Comment (optional)")
SUBMIT = Text("提交评分", "Submit the scores")
NO_SCORE = Text("请至少给一个部门评分", "Please score at least one department")
SCORE_FIRST = Text("请先评分", "Please give a score too")
THANKS = Text("评分已提交，谢谢", "Thank you: your scores are saved")
RESULTS = Text("结果", "Results")
NO_ANSWER = Text("还没有人填写", "Nobody has answered yet")
FEW = Text("灰色：不足 {enough} 份，仅供参考", "Grey: under {enough} answers, a hint only")
DEPARTMENT, MEAN, TOTAL = Text("部门", "Department"), Text("均分", "Mean"), Text("合计", "All")
COMMENTS = Text("意见（{count} 条）", "Comments ({count})")


def state(visit: Visit, survey: dict[str, Any]) -> tuple[str, Colour]:
    """Whether a survey is coming, open or closed, as a badge."""
    word, colour = STATES["coming" if visit.today < survey["opens_on"] else "open" if visit.today <= survey["closes_on"] else "closed"]
    return visit.say(word), colour


def counted(visit: Visit, rows: pl.DataFrame) -> pl.DataFrame:
    """The surveys with people: how many answered each."""
    # Whoever answers by link is not known; all he says is one save.
    who = pl.when(pl.col("rater").is_null()).then(-pl.col("seq")).otherwise("rater")
    people = visit.frames["answer"].group_by("survey").agg(people=who.n_unique().cast(pl.Int64))
    return rows.join(people, left_on="id", right_on="survey", how="left", maintain_order="left").with_columns(pl.col("people").fill_null(0))


def asked(visit: Visit, survey: dict[str, Any]) -> list[int]:
    """The departments the visitor may rate in a survey today: never his own."""
    if not visit.may("survey.answer") or not survey["opens_on"] <= visit.today <= survey["closes_on"]:
        return []
    return [department for department in survey["about"] if department != visit.person.department]


def waiting(visit: Visit) -> None:
    """A line for each open survey in which the visitor has departments left to rate, with the way there."""
    for survey in visit.frames["survey"].sort("closes_on").iter_rows(named=True):
        left = set(asked(visit, survey)) - _mine(visit, survey["id"]).keys()
        if left:
            with st.container(border=True, horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                words = visit.say(WAITS, title=survey["title"], count=len(left), day=survey["closes_on"])
                st.markdown(f":material/rate_review: {plain(words)}", width="content")
                places = {"survey": survey["id"]}
                st.button(visit.say(ANSWER), type="primary", on_click=where.go, kwargs=places, key=f"answer.{survey['id']}")


def answer(visit: Visit, survey: dict[str, Any]) -> None:
    """The form that takes the visitor's scores, filled with those he has given; nothing where he has nobody to rate."""
    departments = asked(visit, survey)
    if not departments:
        return
    name = f"survey:{survey['id']}"
    kept = st.session_state.setdefault(name, {"turn": 0, "whole": {}, "rows": {}})
    given = _mine(visit, survey["id"])
    highest = 5 if survey["kind"] == "csat" else 10
    for problem in kept["whole"].values():
        st.error(plain(visit.say(problem)), icon=":material/error:")
    with st.form(f"form.{name}.{kept['turn']}", enter_to_submit=False):
        st.markdown(visit.say(ASKS[survey["kind"]]))
        for position, department in enumerate(departments):
            before = given.get(department, {})
            label = f"**{plain(visit.name('department', department))}**"
            scores = range(1 if highest == 5 else 0, highest + 1)
            key = f"{name}.{kept['turn']}.{department}"
            st.segmented_control(label, scores, default=before.get("score"), format_func=segment, key=f"{key}.score", wrap=True)
            said = before.get("comment") or ""
            words = visit.say(COMMENT)
            st.text_input(words, said, 1000, key=f"{key}.comment", placeholder=words, label_visibility="collapsed")
            for problem in kept["rows"].get(position, {}).values():
                inputs.problem(visit, problem)
        st.form_submit_button(visit.say(SUBMIT), type="primary", key=f"{name}.submit", on_click=_submit, args=(survey["id"], departments))


def _submit(survey: int, departments: list[int]) -> None:
    visit = must()
    name = f"survey:{survey}"
    kept = st.session_state[name]
    entered = {
        position: tuple(st.session_state.get(f"{name}.{kept['turn']}.{department}.{what}") for what in ("score", "comment"))
        for position, department in enumerate(departments)
    }
    words = repr((visit.person.id, name, kept["turn"], departments, entered))
    key = hashlib.sha256(words.encode()).hexdigest()

    def save() -> None:
        problems: dict[int, dict[str, Text]] = {}
        given = {position: entry for position, entry in entered.items() if entry[0] is not None or entry[1]}
        if not given:
            raise Refused({"": NO_SCORE})
        with visit.ledger.batch():
            for position, (score, comment) in given.items():
                values = {"survey": survey, "department": departments[position], "score": score, "comment": comment}
                try:
                    if score is None:
                        raise Refused({"score": SCORE_FIRST})
                    goal.answer(visit, values, f"{key}.{position}")
                except Refused as refused:
                    problems[position] = dict(refused.problems)
            plural(problems)

    outcome = attempt(save)
    if outcome.done:
        st.session_state[name] = {"turn": kept["turn"] + 1, "whole": {}, "rows": {}}
        where.tell(visit, THANKS)
    else:
        st.session_state[name] = kept | {"whole": outcome.problems, "rows": outcome.rows}


def results(visit: Visit, survey: dict[str, Any]) -> None:
    """What the answers say: each department's score with its n, few answers greyed, and the comments without names."""
    st.markdown(f"**{visit.say(RESULTS)}**")
    answers = visit.frames["answer"].filter(pl.col("survey") == survey["id"])
    if answers.is_empty():
        st.caption(visit.say(NO_ANSWER))
        return
    kind: str = survey["kind"]
    measure = satisfaction.csat if kind == "csat" else satisfaction.nps
    total = answers.with_columns(department=pl.lit(None, pl.Int64))
    rows = pl.concat([measure(part, ["department"]) for part in (answers, total)]).to_dicts()
    columns: dict[str, list[str]] = {visit.say(DEPARTMENT): [], kind.upper(): [], visit.say(MEAN): [], "n": []}
    for row in rows:
        name = visit.say(TOTAL) if row["department"] is None else visit.name("department", row["department"])
        score = f"{row['csat']:.0%}" if kind == "csat" else str(round(row["nps"]))
        for cells, cell in zip(columns.values(), (name, score, f"{row['mean']:.1f}", str(row["n"])), strict=True):
            cells.append(plain(cell) if row["n"] >= ENOUGH else f":gray[{plain(cell)}]")
    st.table(columns, border="horizontal", hide_index=True)
    if any(row["n"] < ENOUGH for row in rows):
        st.caption(visit.say(FEW, enough=ENOUGH))
    _comments(visit, answers)


def _comments(visit: Visit, answers: pl.DataFrame) -> None:
    said = answers.filter(pl.col("comment").fill_null("") != "").sort("department", "id")
    if said.height:
        with st.expander(visit.say(COMMENTS, count=said.height), icon=":material/chat:"):
            for department, comment in said.select("department", "comment").iter_rows():
                with st.container(gap=None):
                    st.caption(plain(visit.name("department", department)))
                    st.text(comment)


def _mine(visit: Visit, survey: int) -> dict[int, dict[str, Any]]:
    """The visitor's own answers, by department."""
    rows = visit.frames["answer"].filter((pl.col("survey") == survey) & (pl.col("rater") == visit.person.id))
    return {row["department"]: row for row in rows.iter_rows(named=True)}
