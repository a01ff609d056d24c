"""The RACI matrix of a plan as its pages need it: the letters, what the plan proposes, what is wrong, and the work they mean."""

from dataclasses import dataclass

import polars as pl

from core.metrics import raci, raci_load
from core.metrics.todo_matter import LIVE
from core.plan import Plan
from core.visit import Visit

# What the work of people is counted from.
_WORK = ("raci", "task", "project", "calendar_day", "setting")


@dataclass(frozen=True)
class Matrix:
    """The letters of a plan's leaves, by person or by department (by), and what they come to.

    held and proposed: task, holder, letter. holders: those who have a letter, would be proposed one or are responsible for a task, and
    every department that takes part. problems: what metrics.raci.problems gives. cells: (task, holder) → the letters there.
    """

    project: int
    by: str
    held: pl.DataFrame
    proposed: pl.DataFrame
    problems: pl.DataFrame
    holders: tuple[int, ...]
    cells: dict[tuple[int, int], str]


def matrix(visit: Visit, plan: Plan, by: str) -> Matrix:
    """The matrix of a plan by person or by department."""
    project: int = plan.project["id"]

    def make() -> Matrix:
        leaves, parts = plan.leaves, _parts(visit, plan)
        held = raci.held(visit.frames["raci"], leaves, by)
        responsible = leaves["owner"] if by == "person" else leaves["department"]
        rated = leaves.select("id", "status", responsible=responsible)
        asked = rated.with_columns(consulted=_consulted(leaves, parts, by))
        offered = raci.proposed(asked, held, _accountable(visit, plan, by))
        # A department has more than one pair of hands: only people are overloaded.
        crowded = raci_load.crowded(opened(visit, "person"))
        found = raci.problems(rated, held, _holders(visit, plan, parts, by), crowded if by == "person" else crowded.clear())
        some = {*held["holder"], *offered["holder"], *responsible.drop_nulls(), *(parts["department"] if by == "department" else ())}
        return Matrix(project, by, held, offered, found, _ordered(visit, parts, by, some), raci.cells(held))

    return visit.rows("raci", make, project, by, visit.today)


def opened(visit: Visit, by: str) -> pl.DataFrame:
    """The open R tasks of everybody in every project that is not over: what metrics.raci_load.opened gives."""

    def make() -> pl.DataFrame:
        frames = visit.frames
        live = frames["project"].filter(pl.col("status").is_in(LIVE))["id"]
        tasks = frames["task"].filter(pl.col("project").is_in(live.implode()), pl.col("kind") != "action")
        parents = tasks.filter(pl.col("status") != "cancelled")["parent"].drop_nulls()
        leaves = tasks.filter(~pl.col("id").is_in(parents.implode()))
        return raci_load.opened(raci.held(frames["raci"], leaves, by), leaves, visit.today)

    return visit.rows("raci.opened", make, by, visit.today, of=_WORK)


def workload(visit: Visit, matrix: Matrix, weeks: int) -> pl.DataFrame:
    """The coming weeks of whoever has a letter in the matrix, all projects together: what metrics.raci_load.workload gives."""

    def make() -> pl.DataFrame:
        mine = opened(visit, matrix.by).filter(pl.col("holder").is_in(matrix.held["holder"].unique().implode()))
        return raci_load.workload(mine, visit.rules.calendar, visit.today, weeks)

    return visit.rows("raci.workload", make, matrix.project, matrix.by, weeks, visit.today)


def _parts(visit: Visit, plan: Plan) -> pl.DataFrame:
    """The departments that take part, the leading one first: department, contact."""
    taking = visit.frames["participation"].filter(pl.col("project") == plan.project["id"]).sort("id").select("department", "contact")
    leading = pl.DataFrame({"department": [plan.project["lead_department"]], "contact": [None]}, schema=taking.schema)
    lead = pl.col("department") == plan.project["lead_department"]
    return (
        pl.concat([taking.filter(lead), leading, taking.filter(~lead)])
        .drop_nulls("department")
        .unique("department", maintain_order=True, keep="first")
    )


def _accountable(visit: Visit, plan: Plan, by: str) -> int | None:
    """The manager, or his department."""
    manager: int | None = plan.project["manager"]
    if by == "person":
        return manager
    own = visit.frames["person"].filter(pl.col("id") == manager)["department"].drop_nulls()
    accountable: int | None = own[0] if len(own) else plan.project["lead_department"]
    return accountable


def _consulted(leaves: pl.DataFrame, parts: pl.DataFrame, by: str) -> pl.Series:
    """The supporting departments of each leaf, or their contacts."""
    supporters = leaves["supporters"].fill_null([])
    if by == "department":
        return supporters
    contacts = parts.drop_nulls("contact")
    return supporters.list.eval(
        pl.element().replace_strict(contacts["department"], contacts["contact"], default=None, return_dtype=pl.Int64)
    ).list.drop_nulls()


def _holders(visit: Visit, plan: Plan, parts: pl.DataFrame, by: str) -> pl.DataFrame:
    """Everybody: id, active, inside. The manager is inside whatever his department."""
    of = pl.col("department" if by == "person" else "id")
    inside = of.is_in(parts["department"].implode())
    if by == "person":
        inside = inside | (pl.col("id") == plan.project["manager"])
    return visit.frames[by].select("id", "active", inside=inside)


def _ordered(visit: Visit, parts: pl.DataFrame, by: str, some: set[int]) -> tuple[int, ...]:
    """The holders in the order of the departments that take part."""
    place = {department: number for number, department in enumerate(parts["department"])}
    of = dict(visit.frames["person"].select("id", "department").iter_rows()) if by == "person" else {record: record for record in some}
    return tuple(sorted(some, key=lambda record: (place.get(of.get(record), len(place)), record)))
