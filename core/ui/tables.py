"""Tables of computed rows: names and words in place of ids and keys, and a way to each record behind them."""

from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.figures import Choice
from core.metrics.compliance import BEFOREHAND
from core.text import Text
from core.ui import clock, opening, where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.records import NOTHING
from core.ui.times import span
from core.ui.words import plain
from core.visit import Visit

PROMISE, STATE, DEPARTMENT = Text("承诺", "Promise"), Text("状态", "State"), Text("部门", "Department")
DUE, ABOUT = Text("应于", "Due"), Text("事项", "About")
RATE, N = Text("兑现率", "Compliance"), Text("已到期", "Decided")
MEDIAN, P90 = Text("中位用时", "Median time"), Text("九成用时", "90th percentile")
OVERDUE, LONGEST = Text("当前超期", "Overdue now"), Text("最长超期", "Longest overdue")
TASK, PLANNED, ACTUAL = Text("任务", "Task"), Text("计划 %", "Planned %"), Text("实际 %", "Actual %")
BEHIND, WEIGHT, MEAN = Text("偏差", "Deviation"), Text("权重", "Weight"), Text("均分", "Mean")

KEPT, TOOK, LATE = Text("完成于", "Done"), Text("用时（小时）", "Took (hours)"), Text("超时（小时）", "Late (hours)")
KINDS_RULE = Text(
    "兑现率 = 兑现 ÷（兑现 + 违约）；用时按各自的时钟，取已完成的中位数和九成分位；当前超期是已过时限、现在还没有完成的。",
    "Compliance = kept ÷ (kept + broken). Times are in the promise's own clock, over those done: median and 90th percentile. "
    "Overdue now: past due and still open.",
)
OPEN_RECORD = Text("打开记录", "Open the record")
CLOCK_HINT = Text("点一行看它的时钟是怎么算的", "Choose a row to see how its clock was counted")

# What a table shows at most; what is more is said. So many rows are read and drawn in a fifth of a second.
MOST = 5_000
MORE = Text("共 {count} 条，显示前 {most} 条", "{count} row(s), the first {most} shown")


def promises(visit: Visit, choice: Choice, rows: pl.DataFrame, key: str, most: int = MOST) -> None:
    """A table of promises of a choice, the first most of them; a click shows the clock of one, and the way to its record.

    key names which of them rows are.
    """
    if rows.is_empty():
        st.info(visit.say(NOTHING), icon=":material/inbox:")
        return
    if rows.height > most:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=f"{most:,}"))
    table = visit.once(f"table.{key}", lambda: _promises(visit, rows.head(most)), choice, visit.moment, visit.language)
    # Narrow enough that what was promised, and by when, stands beside it on half a page.
    config = {visit.say(ABOUT): st.column_config.Column(width=190 if visit.say(KEPT) in table.column_names else 250)}
    config |= {visit.say(text): st.column_config.NumberColumn(format="%.1f") for text in (TOOK, LATE)}
    told = st.container()
    chosen = clicked(st.dataframe(table, hide_index=True, column_config=config, placeholder="—", **CLICKABLE, key=f"{key}.{where.turn()}"))
    with told:
        if chosen is None:
            st.caption(visit.say(CLOCK_HINT))
        else:
            _one(visit, rows.row(chosen, named=True), key)


def _one(visit: Visit, promise: dict[str, Any], key: str) -> None:
    """The clock of one promise, and the way to its record."""
    with st.container(border=True, gap="small"):
        st.caption(plain(called(visit, promise["table"], promise["record"])))
        clock.draw(visit, promise)
        if st.button(visit.say(OPEN_RECORD), key=f"{key}.record", icon=":material/arrow_forward:"):
            where.open_record(promise["table"], promise["record"])


def _promises(visit: Visit, shown: pl.DataFrame) -> Any:
    state, now = pl.col("state"), pl.lit(visit.moment)
    ended, open_late = pl.col("kept_at").is_not_null(), ~pl.col("kind").is_in(BEFOREHAND)
    hours = (pl.coalesce("kept_at", now) - pl.col("due_at")).dt.total_microseconds() / 3_600_000_000
    # Of what is all open there is nothing to say about its end.
    none = [visit.say(KEPT), visit.say(TOOK)] if shown["kept_at"].null_count() == shown.height else []
    return _arrow(
        shown.select(
            _called(visit, shown).alias(visit.say(ABOUT)),
            _word(visit, "promise", "kind").alias(visit.say(PROMISE)),
            _word(visit, "promise_state", "state").alias(visit.say(STATE)),
            at_each(visit, "due_at").alias(visit.say(DUE)),
            _name(visit, "department", "department").alias(visit.say(DEPARTMENT)),
            at_each(visit, "kept_at").alias(visit.say(KEPT)),
            pl.when(ended & state.is_in(["kept", "broken"])).then(pl.col("elapsed_minutes") / 60).alias(visit.say(TOOK)),
            pl.when((state == "broken") & (ended | open_late)).then(hours).alias(visit.say(LATE)),
        ).drop(none)
    )


def _word(visit: Visit, dictionary: str, column: str) -> pl.Expr:
    words = {key: visit.say(entry.label) for key, entry in visit.vocabulary[dictionary].items()}
    return pl.col(column).replace(words)


def _name(visit: Visit, table: str, column: str) -> pl.Expr:
    return pl.col(column).replace_strict(visit.names(table), default="—", return_dtype=pl.String)


def _called(visit: Visit, shown: pl.DataFrame) -> pl.Expr:
    """What each row's record is called."""
    found = pl.lit("—")
    for table in shown["table"].unique():
        some = shown.filter(pl.col("table") == table)["record"].unique()
        words = {record: called(visit, table, record) for record in some}
        own = pl.col("record").replace_strict(words, default="—", return_dtype=pl.String)
        found = pl.when(pl.col("table") == table).then(own).otherwise(found)
    return found


def at_each(visit: Visit, column: str) -> pl.Expr:
    """The moments of a column in words, as times.at says one."""
    local = pl.col(column).dt.convert_time_zone(visit.zone.key)
    midnight = (local.dt.hour() == 0) & (local.dt.minute() == 0)
    day = pl.when(midnight).then(local.dt.date() - timedelta(days=1)).otherwise(local.dt.date())
    written = pl.when(day.dt.year() == visit.today.year).then(day.dt.strftime("%m-%d")).otherwise(day.dt.strftime("%Y-%m-%d"))
    return pl.format("{} {}", written, pl.when(midnight).then(pl.lit("24:00")).otherwise(local.dt.strftime("%H:%M")))


def kinds(visit: Visit, choice: Choice) -> None:
    """Each kind of promise with its compliance, its times in its own clock and what is overdue now; a click opens its promises."""
    rows = figures.kinds(visit, choice)
    key = f"kinds.{opening.turn()}"
    st.dataframe(
        visit.once("table.kinds", lambda: _kinds(visit, rows), choice, visit.moment, visit.language),
        column_config={visit.say(RATE): st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100)},
        hide_index=True,
        placeholder="—",
        key=key,
        on_select=partial(_open_kind, key, rows["kind"]),
        selection_mode=CLICKABLE["selection_mode"],
    )
    listed = opening.Opening(KINDS_RULE, partial(_kinds_by_name, visit, rows), str, partial(_of_kind, visit, choice))
    opening.listed(visit, "kinds", listed)
    opening.drawer(visit, "kinds", listed)


def _open_kind(key: str, kinds: pl.Series) -> None:
    chosen = clicked(st.session_state[key])
    if chosen is not None:
        opening.open_entry("kinds", kinds[chosen])


def _kinds_by_name(visit: Visit, rows: pl.DataFrame) -> dict[str, str]:
    return {kind: visit.word("promise", kind) for kind in rows["kind"]}


def _of_kind(visit: Visit, choice: Choice, kind: str) -> None:
    promises(visit, choice, figures.of_kind(visit, choice, kind), f"rows.kind.{kind}")


def _kinds(visit: Visit, rows: pl.DataFrame) -> Any:
    return _table(
        {
            visit.say(PROMISE): [visit.word("promise", kind) for kind in rows["kind"]],
            visit.say(RATE): (rows["rate"] * 100).to_list(),
            visit.say(N): (rows["kept"] + rows["broken"]).to_list(),
            visit.say(MEDIAN): [time(visit, minutes) for minutes in rows["median_minutes"]],
            visit.say(P90): [time(visit, minutes) for minutes in rows["p90_minutes"]],
            visit.say(OVERDUE): rows["overdue"].fill_null(0).to_list(),
            visit.say(LONGEST): [time(visit, minutes) for minutes in rows["longest_minutes"]],
        }
    )


def _table(columns: dict[str, list[Any]]) -> Any:
    return _arrow(pl.DataFrame(columns, strict=False))


def _arrow(frame: pl.DataFrame) -> Any:
    """As Streamlit passes it on soonest: an Arrow table, which it neither converts nor copies."""
    return frame.to_arrow(compat_level=pl.CompatLevel.oldest())


def called(visit: Visit, table: str, record: int) -> str:
    """A record's number and name; what is judged stands for its acceptance."""
    if table == "acceptance":
        return visit.rows("called.acceptance", lambda: _judged(visit), visit.language, of=("acceptance", "deliverable")).get(record, "—")
    numbers = visit.rows(f"numbers.{table}", lambda: _numbers(visit, table), of=(table,))
    return f"{numbers.get(record, '')} {visit.name(table, record)}".strip()


def _judged(visit: Visit) -> dict[int, str]:
    rows = visit.frames["acceptance"].select("id", "deliverable", "edition")
    return {record: f"{visit.name('deliverable', judged)} {edition or ''}".strip() for record, judged, edition in rows.iter_rows()}


def _numbers(visit: Visit, table: str) -> dict[int, str]:
    frame = visit.frames[table]
    return dict(frame.select("id", pl.col("number").fill_null("")).iter_rows()) if "number" in frame.columns else {}


def leaves(visit: Visit, rows: pl.DataFrame) -> None:
    """Leaf tasks with their planned and actual share, the furthest behind first."""
    shown = rows.sort("deviation", descending=True, nulls_last=True).head(MOST)
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=f"{MOST:,}"))
    columns = shown.select(
        _name(visit, "task", "id").alias(visit.say(TASK)),
        _name(visit, "department", "department").alias(visit.say(DEPARTMENT)),
        pl.col("planned").alias(visit.say(PLANNED)),
        pl.col("actual").alias(visit.say(ACTUAL)),
        pl.col("deviation").alias(visit.say(BEHIND)),
        pl.col("weight").alias(visit.say(WEIGHT)),
    )
    one = st.column_config.NumberColumn(format="%.1f")
    config = {visit.say(text): one for text in (PLANNED, ACTUAL, BEHIND)}
    st.dataframe(_arrow(columns), column_config=config, hide_index=True, placeholder="—")


def satisfaction(visit: Visit, rows: pl.DataFrame, name: str) -> None:
    """CSAT or NPS by department, each with its n and mean."""
    scale = 100 if name == "csat" else 1
    config = {name.upper(): st.column_config.NumberColumn(format="%.1f"), visit.say(MEAN): st.column_config.NumberColumn(format="%.2f")}
    st.dataframe(
        {
            visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
            name.upper(): [None if value is None else value * scale for value in rows[name]],
            visit.say(MEAN): rows["mean"].to_list(),
            "n": rows["n"].to_list(),
        },
        column_config=config,
        hide_index=True,
        placeholder="—",
    )


def time(visit: Visit, minutes: float | None) -> str | None:
    """A length of time in words, from minutes."""
    return None if minutes is None else span(visit, timedelta(minutes=minutes))
