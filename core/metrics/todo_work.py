"""What the plan waits for: tasks, action items, new dates for those that ran over theirs, answers to warnings."""

import polars as pl

from core.access import Person
from core.metrics.todo_matter import LIVE, OPEN, Frames, Moment, found, may, ours


def open_tasks(frames: Frames, person: Person) -> pl.DataFrame:
    """The task records whose progress he is to report, by due date: open, without subtasks, in a project that is not over.

    An action item outlives its project's end: what a retrospective asks for is done afterwards.
    """
    tasks = frames["task"]
    live, done = (frames["project"].filter(pl.col("status").is_in(among))["id"].implode() for among in (LIVE, ["done"]))
    due = pl.col("project").is_in(live) | ((pl.col("kind") == "action") & pl.col("project").is_in(done))
    parents = tasks.select(id=pl.col("parent")).drop_nulls()
    mine = tasks.filter(pl.col("status").is_in(OPEN), pl.col("kind") != "phase", due, ours(person))
    return may(person, "task.progress", mine.join(parents, on="id", how="anti")).sort("due_on", "id")


def tasks(frames: Frames, person: Person, moment: Moment) -> pl.DataFrame:
    """His open tasks and action items. A task over its date needs the new one declared."""
    action, over = pl.col("kind") == "action", pl.col("due_on") < moment.today
    kind = pl.when(action).then(pl.lit("action")).when(over).then(pl.lit("replan")).otherwise(pl.lit("task"))
    promise = pl.when(action).then(pl.lit("action_item")).when(over).then(pl.lit("delay_notice")).otherwise(pl.lit("task_due"))
    return found(open_tasks(frames, person), kind, "task", promise, by="due_on")


def warnings(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """The newest high warning of each open task, until it has its response plan; the plan is written where the task is."""
    live = frames["task"].filter(pl.col("status").is_in(OPEN)).select("title", task="id")
    newest = frames["warning"].sort("raised_at", "id").unique("task", keep="last", maintain_order=True)
    rows = newest.filter(pl.col("band") == "high", pl.col("plan_submitted_at").is_null(), ours(person))
    open_ones = may(person, "warning.answer", rows.join(live, on="task", maintain_order="left"))
    return found(open_ones, "warning", "task", "warning_plan", record="task", clock="id")
