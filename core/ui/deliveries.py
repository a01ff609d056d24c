"""What is handed over: the cards, the lists, what a task has delivered and what it still owes."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.figures import Choice
from core.metrics.todo_matter import may
from core.text import Text
from core.ui import bases, clocks, records, tables, times, where
from core.ui.number import number, percent
from core.ui.words import plain
from core.visit import Visit

FIRST_PASS = Text("一次验收通过率", "First-pass acceptance")
FIRST_PASS_RULE = Text(
    "首次验收即通过的交付物 ÷ 已验收过的交付物，按首次验收的时间、部门和项目统计。",
    "Deliverables that passed their first acceptance ÷ deliverables ever judged, by when, by whom and for what they were judged first.",
)
SAMPLE = Text("n = {n}", "n = {n}")
RECTIFYING = Text("整改中", "To be rectified")
RECTIFYING_RULE = Text(
    "验收未通过、还没有复验通过的；用时从不通过到复验通过，自然日中位数。",
    "Failed, and not passed since. The days are the median from a failure to the edition that passed.",
)
TOOK = Text("中位 {days} 天，n = {n}", "{days} d, n = {n}")
OVERDUE, OVERDUE_RULE = Text("整改超期", "Rectification overdue"), Text("整改期限已过的。", "Those past the date they were given.")
EXPECTED = Text("应交未交", "Not handed over")
EXPECTED_RULE = Text(
    "末级任务写明了产出物，已完成或已到期，还没有提交交付物。",
    "Leaf tasks that name a deliverable, are finished or due, and have handed nothing over.",
)
NONE_EXPECTED = Text("没有应交未交的交付物", "Nothing is owed: what was due has been handed over")
HAND_OVER = Text("提交交付物", "Hand over")
DUE = Text("应于 {day}", "due {day}")
MORE = Text("共 {count} 项，显示前 {most} 项", "{count} in all, the first {most} shown")
DELIVERABLES = Text("交付物", "Deliverables")
OWED = Text("本任务应交付“{name}”。", 'This task is to deliver "{name}".')
NAME, EDITION, RESULT, WHEN = (
    Text("交付物", "Deliverable"),
    Text("版本", "Version"),
    Text("首次验收", "First acceptance"),
    Text("时间", "When"),
)
_CLOCK = ("clock", "clock_due")
_LIST = ("name", "edition", "status", *_CLOCK, "submitted_at", "submitter", "task", "department", "project")
_OF_TASK = ("name", "edition", "status", *_CLOCK, "submitted_at", "submitter")
# Rows with a button of their own; the filters find the rest.
_MOST = 20


def cards(visit: Visit, choice: Choice) -> None:
    """First-pass acceptance, what is being put right, what of it is late, and what was never handed over."""
    rate = figures.first_pass(visit, choice).row(0, named=True)
    waiting = figures.rectifications(visit, choice)
    late, owed = figures.late(waiting), figures.undelivered(visit, choice)

    def first() -> None:
        _first_acceptances(visit, choice)

    def promised(name: str, rows: pl.DataFrame) -> None:
        tables.promises(visit, choice, rows, f"rows.{name}")

    took = figures.rectified(visit, choice).row(0, named=True)
    note = visit.say(TOOK, days=f"{took['median_days']:.1f}", n=took["n"]) if took["n"] else None
    months, n = figures.sparkline(figures.monthly_first_pass(visit, choice)), visit.say(SAMPLE, n=rate["n"])
    with st.grid(4, gap="small", min_column_width=150):
        number(
            visit,
            "first_pass",
            FIRST_PASS,
            percent(rate["rate"]),
            FIRST_PASS_RULE,
            first,
            note=n,
            trend=months,
            basis=lambda: bases.share(visit, rate["passed"], rate["n"]),
        )
        number(visit, "rectifying", RECTIFYING, f"{waiting.height}", RECTIFYING_RULE, lambda: promised("rectifying", waiting), note=note)
        number(visit, "rectifying.late", OVERDUE, f"{late.height}", OVERDUE_RULE, lambda: promised("rectifying.late", late))
        number(visit, "owed", EXPECTED, f"{owed.height}", EXPECTED_RULE, lambda: _owed_table(visit, owed))


def listing(visit: Visit, rows: pl.DataFrame, empty: Text) -> None:
    """Deliverables, with the clock of what is to be put right where any of them is; a click opens one."""
    shown = clocked(visit, rows)
    names = [name for name in _LIST if name not in _CLOCK or shown["clock"].count()]
    records.listing(visit, "deliverable", shown, names, "delivery", empty, clocks.SOONEST)


def clocked(visit: Visit, rows: pl.DataFrame) -> pl.DataFrame:
    """Deliverables with clock and clock_due: those of the failure that is to be put right first."""
    failures = clocks.soonest(visit, "acceptance", visit.frames["acceptance"].filter(pl.col("rectified_at").is_null()))
    first = failures.drop_nulls("clock").sort("clock_due").unique("deliverable", keep="first")
    return rows.join(first.select("clock", "clock_due", id="deliverable"), on="id", how="left", maintain_order="left")


def owed(visit: Visit, choice: Choice) -> None:
    """What tasks were to hand over and have not, each with its button for whoever may."""
    rows = figures.undelivered(visit, choice)
    if rows.is_empty():
        st.success(visit.say(NONE_EXPECTED), icon=":material/check_circle:")
        return
    if rows.height > _MOST:
        st.caption(visit.say(MORE, count=rows.height, most=_MOST))
    for row in rows.head(_MOST).iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(gap=None, width="stretch"):
                st.text(row["deliverable"])
                owner = visit.name("person", row["owner"]) if row["owner"] else visit.name("department", row["department"])
                about = (row["title"], visit.name("project", row["project"]), owner, visit.say(DUE, day=row["due_on"]))
                st.caption(plain(" · ".join(about)))
            if visit.may("delivery.submit", row):
                go = {"new": 1, "task": row["id"]}
                st.button(visit.say(HAND_OVER), on_click=where.go, kwargs=go, key=f"owed.{row['id']}")


def tasks(visit: Visit) -> dict[int, str]:
    """The tasks that the visitor may hand something over for, by name: not cancelled, in projects that are not over."""
    rows = figures.running_tasks(visit, Choice()).filter(pl.col("status") != "cancelled")
    return {task: visit.name("task", task) for task in may(visit.person, "delivery.submit", rows)["id"]}


def task_named(visit: Visit) -> dict[str, Any] | None:
    """The task the URL names, where the visitor may hand something over for it."""
    found = visit.frames["task"].filter(pl.col("id") == (where.at("task") or 0)).to_dicts()
    return found[0] if found and found[0]["status"] != "cancelled" and visit.may("delivery.submit", found[0]) else None


def task_of(visit: Visit, row: Mapping[str, Any]) -> dict[str, Any]:
    """The task that a deliverable is of."""
    return visit.frames["task"].row(by_predicate=pl.col("id") == row["task"], named=True)


def to_deliverable(visit: Visit) -> None:
    """Where the URL names an acceptance, name its deliverable instead: that is where it is shown."""
    found = visit.frames["acceptance"].filter(pl.col("id") == (where.at("acceptance") or 0))
    if not found.is_empty():
        where.go(id=found["deliverable"][0])


def of_task(visit: Visit, row: dict[str, Any]) -> None:
    """What a task has handed over, what it is to hand over, and the way there for whoever may."""
    rows = visit.frames["deliverable"].filter(pl.col("task") == row["id"]).sort("id", descending=True)
    offered = row["status"] != "cancelled" and visit.may("delivery.submit", row)
    owes = row["deliverable"] is not None and rows.filter(pl.col("status") != "withdrawn").is_empty()
    if rows.is_empty() and not offered:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"**{visit.say(DELIVERABLES)}**", width="content")
        pressed = offered and st.button(visit.say(HAND_OVER), icon=":material/package_2:", key="deliver")
    if owes:
        st.caption(plain(visit.say(OWED, name=row["deliverable"])))
    if not rows.is_empty():
        records.listing(visit, "deliverable", clocked(visit, rows), _OF_TASK, "task.deliverables", computed=clocks.SOONEST)
    if pressed:
        where.begin("deliverable", task=row["id"])


def _first_acceptances(visit: Visit, choice: Choice) -> None:
    rows = figures.first_acceptances(visit, choice)
    st.dataframe(
        {
            visit.say(NAME): [visit.name("deliverable", record) for record in rows["deliverable"]],
            visit.say(EDITION): rows["edition"].to_list(),
            visit.say(RESULT): [visit.word("acceptance_result", "pass" if passed else "fail") for passed in rows["passed"]],
            visit.say(tables.DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
            visit.say(WHEN): [times.at(visit, moment) for moment in rows["accepted_at"]],
        },
        hide_index=True,
        placeholder="—",
    )


def _owed_table(visit: Visit, rows: pl.DataFrame) -> None:
    records.table(visit, "task", rows, ("deliverable", "title", "department", "owner", "due_on"))
