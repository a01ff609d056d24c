"""Tasks as a list, as the outline of a plan, and as one: what is planned by now and what is done."""

from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.metrics import progress
from core.metrics.outcome import OUTCOMES, outcome
from core.metrics.todo import LIVE
from core.metrics.wbs import outline
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import as_of, bases, records, tables, where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.inputs import CHOOSE
from core.ui.number import number, points
from core.ui.states import Colour
from core.ui.switch import switch
from core.visit import Visit

# What standing() adds to a list's rows.
COMPUTED = (
    Field("planned", Kind.PERCENT, Text("计划进度", "Planned")),
    Field("actual", Kind.PERCENT, Text("实际进度", "Actual")),
    Field("outcome", Kind.TEXT, Text("按期情况", "Punctuality")),
)
CODE, TITLE, PLANNED, ACTUAL = Text("WBS", "WBS"), Text("任务", "Task"), Text("计划", "Planned"), Text("实际", "Actual")
STATUS, DUE, STARTS = Text("状态", "Status"), Text("完成", "Due"), Text("开始", "Starts")
OWNER, DEPARTMENT = Text("主责人", "Owner"), Text("部门", "Department")
VIEW, AS_LIST, AS_TREE = Text("视图", "View"), Text("列表", "List"), Text("计划树", "By plan")
AS_WARNINGS, AS_UPDATES = Text("预警清单", "Warnings"), Text("填报及时率", "Updates")
CHOOSE_PROJECT = Text("请先在上面选择一个项目，再看它的计划树。", "Choose a project above to see its plan.")
NO_TASKS = Text("这个项目还没有任务。", "This project has no tasks yet.")
PROJECT = Text("项目", "Project")
NO_PROJECT = Text("您没有可以制定计划的项目，请联系协调人。", "There is no project you may plan; please ask the coordinator.")
DEVIATION = Text("偏差", "Deviation")
DEVIATION_RULE = Text("计划 % − 实际 %，百分点；正数表示落后于计划", "Planned % − actual %, in points; above zero is behind the plan")
PLANNED_RULE = Text(
    "已过的工作日 ÷ 计划的工作日；有子任务的按权重汇总末级任务。",
    "Working days passed ÷ working days planned; of what has subtasks, weighted over its leaf tasks.",
)
ACTUAL_RULE = Text(
    "最近一次填报的进度；有子任务的按权重汇总末级任务。", "What was last reported; of what has subtasks, weighted over its leaf tasks."
)
_INDENT = "\u3000"
# Rows shown before a plan scrolls.
_TALL = 30


def standing(visit: Visit) -> pl.DataFrame:
    """Every task, each with planned and actual % and its punctuality in words.

    What has subtasks takes its shares from them, and its status from its share: nobody reports on it.
    """

    def make() -> pl.DataFrame:
        tasks = visit.frames["task"]
        words = {key: visit.say(text) for key, text in OUTCOMES.items()}
        nodes = progress.nodes(tasks, figures.every_leaf(visit)).select("id", pl.col("planned", "actual", "deviation").round(1))
        parent = pl.col("id").is_in(tasks["parent"].drop_nulls().implode()) & (pl.col("status") != "cancelled")
        begun = pl.when(pl.col("actual") >= 100).then(pl.lit("done")).when(pl.col("actual") > 0).then(pl.lit("doing"))
        return (
            tasks.join(nodes, on="id", how="left", maintain_order="left")
            .with_columns(actual=pl.coalesce("actual", "percent"))
            .with_columns(status=pl.when(parent).then(begun.otherwise("status")).otherwise("status"))
            .with_columns(outcome=outcome(visit.today).replace_strict(words, default=None, return_dtype=pl.String))
        )

    return visit.once("tasks.standing", make, visit.language, visit.moment)


def one(visit: Visit, record: int) -> dict[str, Any]:
    """One task's row of standing()."""
    return standing(visit).row(by_predicate=pl.col("id") == record, named=True)


def colour(row: dict[str, Any]) -> Colour:
    """The colour of the punctuality of a row of standing()."""
    return (
        "red"
        if row["status"] not in {"done", "cancelled"}
        else "orange"
        if (row["finished_on"] or row["due_on"]) > row["due_on"]
        else "blue"
    )


def view(visit: Visit) -> str:
    """Let the visitor choose between the list, the plan (tree), the warning list (warnings) and updates; the key of the chosen one."""
    views = {"list": AS_LIST, "tree": AS_TREE, "warnings": AS_WARNINGS, "updates": AS_UPDATES}
    return switch(visit, "view", VIEW, {key: visit.say(text) for key, text in views.items()})


def tree_of_chosen(visit: Visit, rows: pl.DataFrame) -> None:
    """The plan of the project that these tasks are of, when it is one."""
    found = rows["project"].unique().to_list()
    if len(found) == 1:
        tree(visit, rows, "tree")
    elif found:
        st.info(visit.say(CHOOSE_PROJECT), icon=":material/account_tree:")
    else:
        st.info(visit.say(records.NOTHING), icon=":material/inbox:")


def of_project(visit: Visit, project: int) -> pl.DataFrame:
    """The tasks of one project: rows of standing()."""
    return standing(visit).filter(pl.col("project") == project)


def planned(visit: Visit, project: int) -> pl.DataFrame:
    """The tasks in the plan of one project: rows of standing()."""
    return of_project(visit, project).filter(pl.col("status") != "cancelled")


def below(visit: Visit, record: int) -> pl.DataFrame:
    """The tasks right below one: rows of standing()."""
    return standing(visit).filter(pl.col("parent") == record)


def tree(visit: Visit, rows: pl.DataFrame, key: str) -> None:
    """Rows of standing() in the order of their plan, indented, with planned and actual progress; a click opens one.

    Action items are in no plan.
    """
    rows = rows.filter(pl.col("kind") != "action")
    if rows.is_empty():
        st.info(as_of.nothing(visit, NO_TASKS), icon=":material/account_tree:")
        return
    tasks = outline(rows)
    bar = st.column_config.ProgressColumn(format="%.0f%%", min_value=0, max_value=100, width=120)
    day = st.column_config.DateColumn(format="YYYY-MM-DD", width=100)
    titles = [_INDENT * depth + title for depth, title in tasks.select("depth", "title").iter_rows()]
    event = st.dataframe(
        {
            visit.say(CODE): tasks["code"].fill_null("").to_list(),
            visit.say(TITLE): titles,
            visit.say(PLANNED): tasks["planned"].to_list(),
            visit.say(ACTUAL): tasks["actual"].to_list(),
            visit.say(STATUS): [said or visit.word("task_status", key) for said, key in tasks.select("outcome", "status").iter_rows()],
            visit.say(STARTS): tasks["starts_on"].to_list(),
            visit.say(DUE): tasks["due_on"].to_list(),
            visit.say(OWNER): [visit.name("person", owner) for owner in tasks["owner"]],
            visit.say(DEPARTMENT): [visit.name("department", department) for department in tasks["department"]],
        },
        column_config={visit.say(PLANNED): bar, visit.say(ACTUAL): bar, visit.say(STARTS): day, visit.say(DUE): day},
        hide_index=True,
        height="content" if tasks.height <= _TALL else 35 * (_TALL + 1),
        placeholder="—",
        key=f"{key}.{where.turn()}",
        **CLICKABLE,
    )
    row = clicked(event)
    if row is not None:
        where.open_record("task", tasks["id"][row])


def bars(visit: Visit, row: dict[str, Any]) -> None:
    """How one task stands against its plan; row is one of standing()."""
    shown = (
        ("planned", PLANNED, None if row["planned"] is None else f"{row['planned']:.0f}%", PLANNED_RULE),
        ("actual", ACTUAL, f"{row['actual']:.0f}%", ACTUAL_RULE),
        ("deviation", DEVIATION, points(row["deviation"]), DEVIATION_RULE),
    )
    with st.grid(3, gap="small", min_column_width=100):
        for name, label, value, rule in shown:
            number(visit, f"task.{name}", label, value, rule, lambda: _behind(visit, row["id"]))


def _behind(visit: Visit, record: int) -> None:
    """The leaf tasks that a task's shares come from, itself where nothing is below it; of an action item, what was reported."""
    rows = figures.every_leaf(visit).filter(pl.col("id").is_in(list(_within(visit.frames["task"], record))))
    if rows.is_empty():
        reports = visit.frames["progress"].filter(pl.col("task") == record).sort("reported_on", "id", descending=True)
        records.table(visit, "progress", reports, ("reported_on", "percent", "health", "done"))
        return
    st.text(bases.of_leaves(visit, rows))
    tables.leaves(visit, rows)


def _within(tasks: pl.DataFrame, record: int) -> set[int]:
    """A task and every one below it."""
    found, level = {record}, [record]
    while level:
        level = [task for task in tasks.filter(pl.col("parent").is_in(level))["id"] if task not in found]
        found |= set(level)
    return found


def project_to_plan(visit: Visit) -> int | None:
    """Let the visitor choose the project a new task is of: the one filtered by, if he may plan it."""
    projects = visit.frames["project"].filter(pl.col("status").is_in(LIVE))
    names = {str(row["id"]): row["name"] for row in projects.iter_rows(named=True) if visit.may("task.plan", {"project": row["id"]})}
    if not names:
        st.info(visit.say(NO_PROJECT), icon=":material/folder_off:")
        return None
    keys = list(names)
    named = st.query_params.get("project")
    chosen = st.selectbox(
        visit.say(PROJECT),
        keys,
        index=keys.index(named) if named in names else 0 if len(keys) == 1 else None,
        format_func=lambda key: names.get(key, key),
        placeholder=visit.say(CHOOSE),
        key="task.project",
    )
    return int(chosen) if chosen in names else None


def parents(visit: Visit, project: int, record: int | None = None) -> dict[int, str]:
    """What a task of the project may stand below: every other task, by code and title, in the order of the plan."""
    tasks = outline(of_project(visit, project)).filter(pl.col("kind") != "milestone", pl.col("status") != "cancelled")
    return {row["id"]: f"{row['code'] or ''} {row['title']}".strip() for row in tasks.iter_rows(named=True) if row["id"] != record}
