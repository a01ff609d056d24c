"""What is wrong with the letters of a plan, in words: warnings that stand in nobody's way."""

import polars as pl
import streamlit as st

from core.metrics.raci_load import LIMIT
from core.plan import Plan
from core.raci import Matrix
from core.text import Text
from core.ui import where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.tables import MORE, MOST
from core.visit import Visit

COUNT = Text("提示 {count} 项，涉及 {tasks} 项任务（不影响保存）", "{count} warning(s) on {tasks} tasks (nothing is blocked)")
FINE = Text("职责分配没有发现问题", "Nothing is wrong with the letters")
NOBODY = Text(
    "还没有按这种方式分配职责：点“按计划补全”，检查后保存。",
    'No letters here yet: press "Fill from the plan", check what it proposes, and save.',
)
NOBODY_LOOKING = Text("还没有按这种方式分配职责。", "No letters here yet.")
OPEN_ONE = Text("点一行打开任务。", "Choose a row to open its task.")
TASK, WRONG = Text("任务", "Task"), Text("问题", "What is wrong")
WORDS = {
    "unassigned": Text("还没有分配职责", "No letters"),
    "no_r": Text("没有 R：无人负责执行", "No R: nobody does it"),
    "no_a": Text("没有 A：无人担责", "No A: nobody answers for it"),
    "many_a": Text("有 {count} 个 A，应恰好一个", "{count} have an A; it should be one"),
    "owner": Text("主责方{holder}不是 R", "{holder}, whose task it is, has no R"),
    "inactive": Text("{holder}已停用", "{holder} is no longer active"),
    "outside": Text("{holder}不参与本项目", "{holder} takes no part in the project"),
    "overloaded": Text(
        "{holder}当周共负责 {count} 项未完成任务（含其他项目），超过 {limit} 项",
        "{holder} has {count} open R tasks that week, other projects included: more than {limit}",
    ),
}
# Of a person it is the department that does not take part.
OUTSIDER = Text("{holder}所在部门不参与本项目", "The department of {holder} takes no part in the project")
SHORT = {
    "unassigned": Text("未分配", "no letters"),
    "no_r": Text("缺 R", "no R"),
    "no_a": Text("缺 A", "no A"),
    "many_a": Text("多个 A", "several A"),
    "owner": Text("主责非 R", "owner not R"),
    "inactive": Text("已停用", "inactive"),
    "outside": Text("非参与方", "outsider"),
    "overloaded": Text("超负荷", "overload"),
}
_MARK = "▲ "


def listing(visit: Visit, plan: Plan, matrix: Matrix) -> None:
    """How many warnings there are and, opened, each with its task; a click opens the task."""
    if matrix.held.is_empty():
        may = visit.may("task.plan", {"project": matrix.project})
        st.info(visit.say(NOBODY if may else NOBODY_LOOKING), icon=":material/group_add:")
        return
    found = matrix.problems
    if found.is_empty():
        st.success(visit.say(FINE), icon=":material/check_circle:")
        return
    words = visit.say(COUNT, count=f"{found.height:,}", tasks=f"{found['task'].n_unique():,}")
    with st.expander(words, icon=":material/warning:"):
        if found.height > MOST:
            st.caption(visit.say(MORE, count=found.height, most=MOST))
        shown = found.head(MOST)
        st.caption(visit.say(OPEN_ONE))
        chosen = clicked(
            st.dataframe(_table(visit, plan, matrix, shown), hide_index=True, **CLICKABLE, key=f"raci.problems.{where.turn()}")
        )
    if chosen is not None:
        where.open_record("task", shown["task"][chosen])


def notes(visit: Visit, matrix: Matrix) -> dict[int, str]:
    """The mark of each task with problems: what they are, in a word each."""
    found: dict[int, dict[str, None]] = {}
    for task, problem in matrix.problems.select("task", "problem").iter_rows():
        found.setdefault(task, {})[visit.say(SHORT[problem])] = None
    return {task: _MARK + " · ".join(words) for task, words in found.items()}


def _table(visit: Visit, plan: Plan, matrix: Matrix, shown: pl.DataFrame) -> pl.DataFrame:
    titles = {record: f"{code or ''} {title}".strip() for record, code, title in plan.leaves.select("id", "code", "title").iter_rows()}
    said = WORDS | ({"outside": OUTSIDER} if matrix.by == "person" else {})
    wrong = [
        visit.say(said[problem], holder=visit.name(matrix.by, holder), count=count, limit=LIMIT)
        for problem, holder, count in shown.select("problem", "holder", "count").iter_rows()
    ]
    return pl.DataFrame({visit.say(TASK): [titles[task] for task in shown["task"]], visit.say(WRONG): wrong})
