"""Who carries what: the letters of a RACI matrix, what a plan proposes for them, and what is wrong with them.

A matrix is of people or of departments; the two are checked apart. Source: docs/metrics.md, RACI.
"""

from collections.abc import Iterable

import polars as pl

LETTERS = ("R", "A", "C", "I")
# Everything that can be wrong with a task's letters, the gravest first.
PROBLEMS = ("unassigned", "no_r", "no_a", "many_a", "owner", "inactive", "outside", "overloaded")
_HELD = pl.Schema({"task": pl.Int64, "holder": pl.Int64, "letter": pl.String})
_FOUND = pl.Schema({"task": pl.Int64, "problem": pl.String, "holder": pl.Int64, "count": pl.Int64})


def held(raci: pl.DataFrame, tasks: pl.DataFrame, by: str) -> pl.DataFrame:
    """One row per letter of those tasks in the matrix by person or by department: task, holder, letter.

    A letter counts in the project it was given in: a task that has moved to another project left its letters behind.
    """
    given = raci.join(tasks.select(pl.col("project"), task="id"), on=["task", "project"], how="semi", maintain_order="left")
    return given.drop_nulls(by).select("task", "letter", holder=by).select(*_HELD).unique(maintain_order=True)


def joined(letters: Iterable[str]) -> str | None:
    """Letters as a cell shows them: R/A; nothing where there is none."""
    return "/".join(sorted(set(letters), key=lambda letter: (LETTERS.index(letter) if letter in LETTERS else len(LETTERS), letter))) or None


def cells(held: pl.DataFrame) -> dict[tuple[int, int], str]:
    """(task, holder) → the letters of that cell, as joined writes them."""
    together = held.group_by("task", "holder").agg("letter")
    return {(task, holder): joined(letters) or "" for task, holder, letters in together.iter_rows()}


def proposed(leaves: pl.DataFrame, held: pl.DataFrame, accountable: int | None) -> pl.DataFrame:
    """What the plan proposes for leaves without any letter: task, holder, letter.

    leaves: id, responsible (a holder: R), consulted (a list of holders: C). accountable is A everywhere; who is responsible or
    accountable is not consulted as well.
    """
    bare = leaves.join(held, left_on="id", right_on="task", how="anti", maintain_order="left")
    responsible = bare.select(task="id", holder="responsible", letter=pl.lit("R"))
    answerable = bare.select(task="id", holder=pl.lit(accountable, pl.Int64), letter=pl.lit("A"))
    first = pl.concat([frame.cast(_HELD) for frame in (responsible, answerable)]).drop_nulls()
    consulted = bare.select(task="id", holder="consulted", letter=pl.lit("C")).explode("holder").cast(_HELD).drop_nulls()
    return pl.concat([first, consulted.unique(maintain_order=True).join(first, on=["task", "holder"], how="anti", maintain_order="left")])


def problems(leaves: pl.DataFrame, held: pl.DataFrame, holders: pl.DataFrame, crowded: pl.DataFrame) -> pl.DataFrame:
    """One row per open leaf and problem: task, problem (of PROBLEMS), holder and count where there are any; in the order of leaves.

    leaves: id, status, responsible (the holder who should be R; null: nobody is known). holders: id, active, inside (takes part in
    the project). crowded: what raci_load.crowded gives. A leaf without any letter has no other problem; count is the number of A,
    or of the R tasks in the week.
    """
    open_ones = leaves.filter(pl.col("status") != "done").with_row_index("place")
    counts = held.group_by("task").agg(r=(pl.col("letter") == "R").sum(), a=(pl.col("letter") == "A").sum())
    rated = open_ones.join(counts, left_on="id", right_on="task", how="left")
    bare = rated.filter(pl.col("r").is_null())
    answered = held.filter(pl.col("letter") == "R").select(id="task", responsible="holder")
    others = rated.filter(pl.col("r") > 0).drop_nulls("responsible").join(answered, on=["id", "responsible"], how="anti")
    named = held.select("task", "holder").unique().join(holders, left_on="holder", right_on="id", how="left")
    active, inside = pl.col("active").fill_null(value=False), pl.col("inside").fill_null(value=False)
    found = [
        _found(bare.select(task="id"), "unassigned"),
        _found(rated.filter(pl.col("r") == 0).select(task="id"), "no_r"),
        _found(rated.filter(pl.col("a") == 0).select(task="id"), "no_a"),
        _found(rated.filter(pl.col("a") > 1).select(task="id", count="a"), "many_a"),
        _found(others.select(task="id", holder="responsible"), "owner"),
        _found(named.filter(~active), "inactive"),
        _found(named.filter(active & ~inside), "outside"),
        _found(crowded, "overloaded"),
    ]
    ranked = pl.concat(found).with_columns(grave=pl.col("problem").replace_strict(PROBLEMS, range(len(PROBLEMS)), return_dtype=pl.Int64))
    return ranked.join(open_ones.select("place", task="id"), on="task").sort("place", "grave", "holder").select(*_FOUND)


def carried(held: pl.DataFrame) -> pl.DataFrame:
    """How many tasks each holder has under each letter: holder, letter, tasks; every letter of LETTERS, zeros too."""
    every = held.select("holder").unique(maintain_order=True).join(pl.DataFrame({"letter": LETTERS}), how="cross")
    counts = held.group_by("holder", "letter").agg(tasks=pl.len().cast(pl.Int64))
    return every.join(counts, on=["holder", "letter"], how="left", maintain_order="left").with_columns(pl.col("tasks").fill_null(0))


def _found(rows: pl.DataFrame, problem: str) -> pl.DataFrame:
    given = rows.select(name for name in _FOUND if name in rows.columns)
    missing = [pl.lit(None, kind).alias(name) for name, kind in _FOUND.items() if name not in rows.columns]
    return given.with_columns(*missing).with_columns(problem=pl.lit(problem)).cast(_FOUND).select(*_FOUND)
