"""Goals that the records measure: rows in, rows out."""

from datetime import date, timedelta

import polars as pl

from core.metrics.measured import SOURCES, WINDOW, readings
from core.schema.choices import BUILT_IN

TODAY = date(2026, 11, 20)
ROW = {"id": 1, "source": "compliance", "project": None, "starts_on": date(2026, 9, 10), "due_on": date(2026, 12, 31)}


def goals(*rows):
    return pl.DataFrame([ROW | row for row in rows], schema_overrides={"project": pl.Int64})


def decided(*rows):
    return pl.DataFrame(rows, schema={"project": pl.Int64, "day": pl.Date, "good": pl.Boolean}, orient="row")


NOTHING = {source: decided() for source in SOURCES}


def read(*rows, compliance=(), **others):
    return readings(goals(*rows), NOTHING | {"compliance": decided(*compliance)} | others, TODAY).rows()


def test_it_is_read_on_the_first_of_each_month_and_today():
    found = read({}, compliance=[(5, date(2026, 9, 20), True), (5, date(2026, 10, 20), False), (6, date(2026, 11, 19), True)])
    assert found == [(1, date(2026, 10, 1), 100.0), (1, date(2026, 11, 1), 50.0), (1, TODAY, 200 / 3)]


def test_what_was_decided_longer_ago_than_the_window_counts_no_more():
    old, new = (1, TODAY - WINDOW, False), (1, TODAY - WINDOW + timedelta(days=1), True)
    assert read({"starts_on": TODAY}, compliance=[old, new]) == [(1, TODAY, 100.0)]


def test_a_goal_of_a_project_counts_that_project_alone():
    rows = [(5, TODAY, True), (6, TODAY, False)]
    assert read({"project": 5, "starts_on": TODAY}, {"id": 2, "starts_on": TODAY}, compliance=rows) == [(1, TODAY, 100.0), (2, TODAY, 50.0)]


def test_where_nothing_was_decided_there_is_no_reading_and_a_goal_ahead_has_none():
    assert read({}) == []
    assert read({"starts_on": TODAY + timedelta(days=1)}, compliance=[(1, TODAY, True)]) == []


def test_after_its_due_date_it_is_read_no_more():
    rows = [(1, date(2026, 9, 30), True), (1, TODAY, False)]
    assert read({"due_on": date(2026, 10, 15)}, compliance=rows) == [(1, date(2026, 10, 1), 100.0), (1, date(2026, 10, 15), 100.0)]


def test_typed_and_surveyed_goals_are_not_measured_and_every_source_is_in_the_dictionary():
    assert read({"source": "readings"}, {"source": "survey"}, compliance=[(1, TODAY, True)]) == []
    assert {entry.key for entry in BUILT_IN["goal_source"]} == {"readings", "survey", *SOURCES}
