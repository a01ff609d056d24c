"""The meeting after one: proposed, and where the host puts it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl

from core import agendas
from core.metrics.agenda import next_meeting, usual_start
from core.visit import Visit


def planned(visit: Visit, meeting: Mapping[str, Any]) -> dict[str, Any] | None:
    """The next meeting where it stands already."""
    return next_meeting(visit.frames["meeting"], meeting, visit.moment)


def proposed(visit: Visit, meeting: Mapping[str, Any]) -> dict[str, Any]:
    """The next meeting by the communication plan, or at the hour that the series usually has."""
    before = visit.history("meeting", meeting["id"]).filter(pl.col("held_from").is_null())
    first = None if before.is_empty() else before["starts_at"][-1]
    usual = usual_start(visit.frames["meeting"], meeting, first, visit.zone)
    return agendas.following(meeting, visit.moment, visit.rules.calendar, usual, *_plan(visit, meeting))


def following(visit: Visit, meeting: Mapping[str, Any], starts: datetime | None) -> dict[str, Any] | None:
    """What is planned at that start; None where a next meeting stands already."""
    if planned(visit, meeting) is not None:
        return None
    return agendas.moved(proposed(visit, meeting), starts, meeting, visit.rules.calendar, *_plan(visit, meeting))


def _plan(visit: Visit, meeting: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[Any]]:
    """The communication plan that a meeting is of, and the days of it that have a meeting, be it cancelled."""
    plan = visit.frames["cadence"].filter(pl.col("id") == (meeting["cadence"] or 0))
    if plan.is_empty():
        return None, []
    taken = visit.frames["meeting"].filter(pl.col("cadence") == meeting["cadence"])["occurs_on"].drop_nulls()
    return plan.row(0, named=True), taken.to_list()
