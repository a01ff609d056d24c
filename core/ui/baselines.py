"""The baselines of a plan: taken, listed, renamed, taken away, and compared."""

from typing import Any

import polars as pl
import streamlit as st

from core import frozen
from core.actions import baseline
from core.metrics import assignment
from core.metrics import baseline as measured
from core.plan import Plan
from core.store.engine import StoreUnavailable
from core.text import Text
from core.ui import as_of, assignments, away, comparison, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.visit import Visit

NO_PLAN = Text("计划里还没有任务：先在“任务分解”中编排，再建立基线。", "The plan has no tasks yet: break the work down first.")
PROPOSED = Text(
    "{count} 个部门都已签署任务分配表：现在可以建立签字基线。",
    "Every department ({count}) has signed its sheet: take the signed baseline now.",
)
NONE_YET = Text(
    "还没有基线：建立后，进度偏差和按时完成率按基线计算，之后改期不会掩盖延误。现有 {count} 个部门中 {signed} 个已签署任务分配表。",
    "No baseline yet: once there is one, deviation and tasks on time are measured against it, and a replan hides no slip. "
    "Signed: the sheets of {signed} of {count} department(s).",
)
SIGNED_NAME = Text("签字基线", "Signed baseline")
TAKE, SAVE = Text("建立基线", "Take a baseline"), {"freeze": Text("按当前计划建立", "Freeze the plan as it stands")}
NAME, WHEN, WHO = Text("基线", "Baseline"), Text("建立时间", "Taken at"), Text("建立人", "By")
TASKS, FINISH, DONE = Text("任务", "Tasks"), Text("计划完成", "Planned finish"), Text("当时进度", "Progress then")
SHEETS, SIGNED, UNSIGNED = Text("任务分配表", "Sheets"), Text("都已签署", "All signed"), Text("未全部签署", "Not all signed")
NOTE = Text("说明", "Note")
MANAGE, WHICH = Text("改名或移除", "Rename or remove"), Text("哪个基线", "Which baseline")
RENAME, REMOVE = {"rename": Text("保存", "Save")}, Text("移除基线", "Remove the baseline")
SURE = Text(
    "移除后不再与它比较；如果它是最新的基线，进度偏差改按上一个基线或计划计算。计划和历史都不变。确定吗？",
    "Nothing will be compared with it any more; if it is the newest, deviation is measured against the one before or the plan. "
    "The plan and its history stay. Remove it?",
)
REMOVED = Text("已移除", "Removed")
FIELDS = ("name", "note")


def page(visit: Visit, plan: Plan) -> None:
    """The list, the form of a new one for whoever plans, and the comparison."""
    project = plan.project["id"]
    rows, may = visit.frames["baseline"].filter(pl.col("project") == project).sort("id"), visit.may("task.plan", {"project": project})
    if plan.tasks.is_empty() and rows.is_empty():
        st.info(as_of.nothing(visit, NO_PLAN), icon=":material/flag:")
        return
    if rows.is_empty():
        _propose(visit, plan)
    try:
        known = [_known(visit, row) for row in rows.iter_rows(named=True)]
    except StoreUnavailable:
        away.instead(visit.language)
        return
    if known:
        _list(visit, known)
    if may:
        _take(visit, plan, first=rows.is_empty())
        if known:
            _manage(visit, known)
    if known:
        comparison.draw(visit, plan, known)


def _propose(visit: Visit, plan: Plan) -> None:
    sheets = assignments.standing(visit, plan)
    done = sheets.filter(pl.col("state") == "signed").height
    if assignment.signed(sheets):
        st.success(visit.say(PROPOSED, count=sheets.height), icon=":material/verified:")
    else:
        st.info(visit.say(NONE_YET, count=sheets.height, signed=done), icon=":material/flag:")


def _known(visit: Visit, row: dict[str, Any]) -> dict[str, Any]:
    """A baseline with when and by whom it was taken and how the plan stood there: tasks, due_on, planned, actual, signed."""
    project, position = row["project"], row["position"]

    def make() -> dict[str, Any]:
        taken = visit.ledger.history("baseline", row["id"]).row(0, named=True)
        tasks = frozen.plan(visit, project, position)
        found = measured.standing(tasks, visit.rules.calendar, taken["saved_at"]).row(0, named=True)
        signatures = visit.ledger.at(position, "signoff", "project", project)
        signed = assignment.signed(assignment.states(tasks, signatures))
        return {**found, "signed": signed, "taken_at": taken["saved_at"], "taken_by": taken["saved_by"]}

    return row | visit.once("baseline.known", make, row["id"], of=("baseline", "calendar_day", "setting"))


def _list(visit: Visit, known: list[dict[str, Any]]) -> None:
    newest_first = known[::-1]
    st.dataframe(
        {
            visit.say(NAME): [one["name"] for one in newest_first],
            visit.say(WHEN): [visit.local(one["taken_at"]).strftime("%Y-%m-%d %H:%M") for one in newest_first],
            visit.say(WHO): [visit.name("person", one["taken_by"]) for one in newest_first],
            visit.say(TASKS): [one["tasks"] for one in newest_first],
            visit.say(FINISH): [one["due_on"] for one in newest_first],
            visit.say(DONE): [one["actual"] for one in newest_first],
            visit.say(SHEETS): [visit.say(SIGNED if one["signed"] else UNSIGNED) for one in newest_first],
            visit.say(NOTE): [one["note"] for one in newest_first],
        },
        column_config={
            visit.say(FINISH): st.column_config.DateColumn(format="YYYY-MM-DD"),
            visit.say(DONE): st.column_config.ProgressColumn(format="%.0f%%", min_value=0, max_value=100),
        },
        hide_index=True,
        placeholder="—",
    )


def _take(visit: Visit, plan: Plan, *, first: bool) -> None:
    project = plan.project["id"]
    proposed = first and assignment.signed(assignments.standing(visit, plan))

    def save(now: Visit, filled: Filled) -> int:
        return baseline.freeze(now, {**filled.values, "project": project}, filled.key)

    with st.expander(visit.say(TAKE), icon=":material/flag:", expanded=proposed):
        start = {"name": visit.say(SIGNED_NAME)} if proposed else {}
        form(visit, "baseline", f"baseline.new.{project}", save, _done, fields=FIELDS, start=start, buttons=SAVE)


def _manage(visit: Visit, known: list[dict[str, Any]]) -> None:
    with st.expander(visit.say(MANAGE), icon=":material/edit:"):
        names = {one["id"]: one["name"] for one in reversed(known)}
        chosen = st.selectbox(
            visit.say(WHICH), list(names), format_func=lambda record: names.get(record, ""), key="|".join(["baseline", *names.values()])
        )
        row = next(one for one in known if one["id"] == chosen)
        record, version = row["id"], row["version"]

        def save(now: Visit, filled: Filled) -> int:
            return baseline.rename(now, record, filled.base, filled.values, filled.key)

        name = f"baseline.{record}.{version}"
        form(visit, "baseline", name, save, _done, fields=FIELDS, start=row, base=version, buttons=RENAME)
        act_button(visit, f"baseline.drop.{record}", REMOVE, lambda now: baseline.remove(now, record, version), REMOVED, ask=SURE)


def _done(visit: Visit, _: int | None) -> None:
    where.tell(visit, where.SAVED)
