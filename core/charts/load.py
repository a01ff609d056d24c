"""How much work lies where: each department's or person's open tasks, those overdue and due this week first."""

from collections.abc import Mapping
from functools import lru_cache

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import BAD, GOOD, ROWS, WATCH, Drawing, Layout
from core.text import Language, Text

_PARTS = {
    "overdue": (BAD, Text("逾期", "Overdue")),
    "due_week": (WATCH, Text("本周到期", "Due this week")),
    "later": (GOOD, Text("以后到期", "Due later")),
}
_TIPS = {
    "name": Text("谁", "Who"),
    "state": Text("任务", "Tasks"),
    "tasks": Text("数量", "Count"),
    "days_text": Text("剩余加权工作日", "Weighted working days left"),
}
_AXIS = Text("未完成任务", "Open tasks")
_NOTE = Text("余 {days} 天", "{days} days left")
_IDLE = Text("没有未完成的任务", "No open tasks")
_MOST = Text(
    "{name}负担最重：剩余 {days} 个加权工作日，{open} 项未完成，{overdue} 项逾期",
    "{name} carries most: {days} weighted working days left, {open} open tasks, {overdue} overdue",
)
_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(("row", "name", "state", "days_text"), pl.String) | dict.fromkeys(
    ("tasks", "key", "place"), pl.Int64
)


def load(frame: pl.DataFrame, language: Language, names: Mapping[int, str]) -> Drawing:
    """A bar for each holder in the frame's order, of overdue tasks, those due this week and the others.

    frame: holder, open, overdue, due_week, remaining_days. The selection parameter "cell" gives back key, the holder.
    """
    rows = []
    for at, row in enumerate(frame.iter_rows(named=True)):
        days = f"{row['remaining_days'] or 0:,.0f}"
        name = names.get(row["holder"], f"#{row['holder']}")
        label = parts.place(f"{at:04d}", [*parts.wrap(name, 16), _NOTE.say(language, days=days)])
        counts = {"overdue": row["overdue"], "due_week": row["due_week"], "later": row["open"] - row["overdue"] - row["due_week"]}
        for place, (part, tasks) in enumerate(counts.items()):
            said = _PARTS[part][1].say(language)
            rows.append(
                {"row": label, "name": name, "state": said, "days_text": days, "tasks": tasks, "key": row["holder"], "place": place}
            )
    table = pl.DataFrame(rows, schema=_SCHEMA)
    if not rows:
        return Drawing(_layout(language), table, _IDLE.say(language), _IDLE.say(language))
    first = frame.row(0, named=True)
    name, days = names.get(first["holder"], f"#{first['holder']}"), f"{first['remaining_days'] or 0:,.0f}"
    title = _MOST.say(language, name=name, days=days, open=first["open"], overdue=first["overdue"])
    return Drawing(_layout(language), table, title, title)


@lru_cache(maxsize=2)
def _layout(language: Language) -> Layout:
    states = [(signal, words.say(language)) for signal, words in _PARTS.values()]
    cell = alt.selection_point(name="cell", fields=["key"], on="click", clear="dblclick")
    base = alt.Chart(ROWS).encode(
        y=alt.Y("row:N", title=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1)).axis(
            labelExpr=parts.label(), labelLimit=150, labelOverlap=False, labelFlush=False, labelPadding=8
        ),
        x=alt.X("tasks:Q", title=_AXIS.say(language)).axis(tickMinStep=1, tickCount=5),
        order="place:Q",
        tooltip=parts.tips(_TIPS, language),
    )
    bars = base.mark_bar(height=16, cursor="pointer").encode(
        color=parts.colour(states).legend(None), opacity=alt.when(cell).then(alt.value(1)).otherwise(alt.value(0.3))
    )
    chart = alt.layer(bars.add_params(cell), parts.key(states)).resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=alt.Step(40)))
