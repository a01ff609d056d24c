"""What moved between two standings of a plan: a bar per task, to the right for later, to the left for earlier."""

from collections.abc import Mapping
from functools import lru_cache

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.bullets import BELOW, ROW, names
from core.charts.style import GOOD, ROWS, WATCH, Drawing, Layout
from core.text import Language, Text

MOST = 12
_LATER, _EARLIER = Text("推迟", "Later"), Text("提前", "Earlier")
_TIPS = {
    "task": Text("任务", "Task"),
    "state": Text("变化", "Change"),
    "moved": Text("完成日移动", "Finish moved"),
    "before": Text("原计划完成", "Due before"),
    "after": Text("现计划完成", "Due after"),
}
_AXIS = Text("完成日移动的工作日（右为推迟）", "Working days the finish moved (right: later)")
_DAYS = Text("{days:+d} 个工作日", "{days:+d} working days")
_NONE = Text("没有任务的完成日移动", "No task's finish has moved")
_FOUND = Text(
    "{late} 个任务推迟、{early} 个提前，“{name}”移动最多（{days}）", "{late} tasks later, {early} earlier; {name} moved most ({days})"
)


def slips(frame: pl.DataFrame, language: Language, called: Mapping[int, str]) -> Drawing:
    """A bar per task whose finish moved, the latest first, MOST of them.

    frame: one row per task (id, due_days, before_due_on, after_due_on) as metrics.baseline.compare gives it.
    """
    moved = frame.filter(pl.col("due_days").is_not_null(), pl.col("due_days") != 0)
    far = moved.sort(pl.col("due_days").abs(), "id", descending=[True, False]).head(MOST).sort("due_days", "id", descending=[True, False])
    table = pl.DataFrame(
        [
            {
                "at": parts.place(row["id"], called.get(row["id"], f"#{row['id']}"), f"{row['due_days']:+d}"),
                "days": row["due_days"],
                "task": called.get(row["id"], f"#{row['id']}"),
                "state": (_LATER if row["due_days"] > 0 else _EARLIER).say(language),
                "moved": _DAYS.say(language, days=row["due_days"]),
                "before": str(row["before_due_on"]),
                "after": str(row["after_due_on"]),
            }
            for row in far.iter_rows(named=True)
        ],
        schema={"at": pl.String, "days": pl.Int64} | dict.fromkeys(_TIPS, pl.String),
    )
    title = _title(moved, language, called)
    return Drawing(_layout(language), table, title, title)


def _title(moved: pl.DataFrame, language: Language, called: Mapping[int, str]) -> str:
    if moved.is_empty():
        return _NONE.say(language)
    late = moved.filter(pl.col("due_days") > 0).height
    task, days = moved.sort(pl.col("due_days").abs(), "id", descending=[True, False]).select("id", "due_days").row(0)
    words = _DAYS.say(language, days=days)
    return _FOUND.say(language, late=late, early=moved.height - late, name=called.get(task, f"#{task}"), days=words)


@lru_cache(maxsize=4)
def _layout(language: Language) -> Layout:
    states = ((WATCH, _LATER.say(language)), (GOOD, _EARLIER.say(language)))
    base = alt.Chart(ROWS).encode(tooltip=parts.tips(_TIPS, language))
    across = alt.X("days:Q", title=_AXIS.say(language)).stack(None).axis(format="+d", tickMinStep=1, tickCount=6)
    bar = base.mark_bar(height=10, yOffset=BELOW, cornerRadiusEnd=2)
    chart = alt.layer(
        bar.encode(x=across, y=names("left", 1), color=parts.colour(states).legend(None)),
        base.mark_point(opacity=0, size=0, tooltip=None).encode(x=across, y=names("right", 2)),
        parts.key(states),
    )
    return Layout(
        chart.resolve_axis(y="independent").resolve_scale(color="independent", shape="independent").properties(height=alt.Step(ROW))
    )
