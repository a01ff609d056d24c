"""The slide of the projects that go as planned: no need to go through them."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl

from core.charts.progress import gap
from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.slide import Slide
from core.visit import Visit

REST = Text("其余 {n} 个项目正常", "{n} other project(s) as planned")
REST_ALL = Text("全部 {n} 个项目正常", "As planned: all {n} project(s)")
REST_NOTE = Text(
    "不用逐个讲：{names}，都在计划内，没有超期和待处理的事项。", "No need to go through them: {names} are on plan, with nothing overdue."
)
NAME, PLANNED, ACTUAL = Text("项目", "Project"), Text("计划", "Planned"), Text("实际", "Actual")
DEVIATION, ENDS = Text("偏差", "Deviation"), Text("结束日期", "Ends on")
SPI = Text("SPI", "SPI")


def slide(visit: Visit, rows: pl.DataFrame, *, alone: bool) -> Slide:
    """One slide for these rows of core.weekly.troubles; alone: there are no others."""
    title = visit.say(REST_ALL if alone else REST, n=rows.height)
    names = [visit.name("project", project) for project in rows["project"]]
    note = visit.say(REST_NOTE, names=words.listed(visit, names))
    return Slide("quiet", title, partial(_draw, visit, rows), (note,), words.bullets(names))


def _draw(visit: Visit, rows: pl.DataFrame) -> None:
    ends = visit.frames["project"].select(project="id", ends_on="ends_on")
    parts.table(visit, "quiet", rows.join(ends, on="project", how="left", maintain_order="left"), partial(_cells, visit))


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(NAME): [parts.name(visit, "project", row["project"], 40) for row in told],
        visit.say(ACTUAL): ["—" if row["actual"] is None else f"{row['actual']:.0f}%" for row in told],
        visit.say(PLANNED): ["—" if row["planned"] is None else f"{row['planned']:.0f}%" for row in told],
        visit.say(DEVIATION): [parts.fixed(gap(row["deviation"], visit.language)) for row in told],
        visit.say(SPI): ["—" if row["spi"] is None else f"{row['spi']:.2f}" for row in told],
        visit.say(ENDS): [parts.fixed(row["ends_on"]) for row in told],
    }
