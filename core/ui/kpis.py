"""The overview's figures: eight cards, each with its movement, its trend, its rule and its rows."""

import streamlit as st

from core import figures
from core.figures import Choice
from core.metrics import compliance, progress, risk, satisfaction
from core.text import Text
from core.ui import records, tables
from core.ui.number import number, percent, points
from core.visit import Visit

COMPLIANCE = Text("承诺兑现率", "Promises kept")
COMPLIANCE_RULE = Text(
    "兑现 ÷（兑现 + 违约）。已过时限还没完成的算违约；进行中和临期的不计。",
    "Kept ÷ (kept + broken). What is past due and still open counts as broken; what is running or at risk does not count.",
)
OVERDUE = Text("当前超期", "Overdue now")
OVERDUE_RULE = Text("已过时限、现在还没有完成的承诺。", "Promises past due and still open.")
DEVIATION = Text("进度偏差（百分点）", "Progress deviation (points)")
DEVIATION_RULE = Text(
    "计划 % − 实际 %，按权重汇总在建项目的末级任务；正数表示落后于计划。",
    "Planned % − actual %, weighted over the leaf tasks of running projects; above zero is behind the plan.",
)
SPI = Text("进度绩效 SPI", "SPI")
SPI_RULE = Text("Σ(权重 × 实际) ÷ Σ(权重 × 计划)，1 表示按计划。", "Σ(weight × actual) ÷ Σ(weight × planned); 1 is on plan.")
ON_TIME = Text("任务按时完成率", "Tasks on time")
ON_TIME_RULE = Text(
    "按期完成的任务 ÷ 到期的任务；晚完成和未完成都算不按时。",
    "Tasks finished by their due date ÷ tasks due; late and unfinished both count against.",
)
HIGH = Text("高风险", "High risks")
HIGH_RULE = Text("开放风险中得分（可能性 × 影响）不低于 15 的。", "Open risks whose score, probability × impact, is 15 or more.")
CSAT = Text("满意度 CSAT", "CSAT")
CSAT_RULE = Text("打 4–5 分的占比；样本少于 5 份时仅供参考。", "The share of scores 4 and 5; under 5 answers it is a hint only.")
NPS = Text("净推荐值 NPS", "NPS")
NPS_RULE = Text("9–10 分占比 − 0–6 分占比。", "% of 9–10 less % of 0–6.")
LONGEST = Text("最长 {time}", "longest {time}")
EXPOSURE = Text("敞口 {exposure}", "exposure {exposure}")
PREVIOUS = Text("较上期", "on the period before")
A_MONTH = Text("较 4 周前", "on 4 weeks ago")
SAMPLE = Text("n = {n}", "n = {n}")


def row(visit: Visit, choice: Choice) -> None:
    """The cards, as many in a row as the screen is wide enough for."""
    with st.grid(4, gap="small", min_column_width=210):
        _compliance(visit, choice)
        _overdue(visit, choice)
        _deviation(visit, choice)
        _spi(visit, choice)
        _on_time(visit, choice)
        _high(visit, choice)
        _csat(visit, choice)
        _nps(visit, choice)


def _compliance(visit: Visit, choice: Choice) -> None:
    rows = figures.promises(visit, choice)
    rate = compliance.compliance(rows, [])["rate"][0]
    before = compliance.compliance(figures.promises_before(visit, choice), [])["rate"][0]
    change = None if rate is None or before is None else (rate - before) * 100
    weeks = figures.sparkline(figures.weekly_compliance(visit, choice)["rate"].to_list())
    number(
        visit,
        "compliance",
        COMPLIANCE,
        percent(rate),
        COMPLIANCE_RULE,
        lambda: tables.promises(visit, figures.decided(rows), "rows.compliance"),
        delta=points(change),
        since=visit.say(PREVIOUS),
        trend=weeks,
    )


def _overdue(visit: Visit, choice: Choice) -> None:
    rows = figures.promises(visit, choice)
    late = compliance.overdue(rows, visit.moment, [])
    longest = late["longest_minutes"][0]
    number(
        visit,
        "overdue",
        OVERDUE,
        f"{late['overdue'][0]:,}",
        OVERDUE_RULE,
        lambda: tables.promises(visit, figures.late(rows), "rows.overdue"),
        note=None if longest is None else visit.say(LONGEST, time=tables.time(visit, longest)),
    )


def _deviation(visit: Visit, choice: Choice) -> None:
    now = progress.roll_up(figures.leaves(visit, choice), [])["deviation"][0]
    weeks = figures.sparkline(figures.weekly_progress(visit, choice)["deviation"].to_list())
    change = weeks[-1] - weeks[-5] if len(weeks) >= 5 else None
    number(
        visit,
        "deviation",
        DEVIATION,
        points(now),
        DEVIATION_RULE,
        lambda: tables.leaves(visit, figures.leaves(visit, choice)),
        delta=points(change),
        since=visit.say(A_MONTH),
        better="down",
        trend=weeks,
    )


def _spi(visit: Visit, choice: Choice) -> None:
    ratio = progress.spi(figures.leaves(visit, choice), [])["spi"][0]
    weeks = figures.sparkline(figures.weekly_spi(visit, choice))
    change = weeks[-1] - weeks[-5] if len(weeks) >= 5 else None
    number(
        visit,
        "spi",
        SPI,
        None if ratio is None else f"{ratio:.2f}",
        SPI_RULE,
        lambda: tables.leaves(visit, figures.leaves(visit, choice)),
        delta=None if change is None else f"{change:+.2f}",
        since=visit.say(A_MONTH),
        trend=weeks,
    )


def _on_time(visit: Visit, choice: Choice) -> None:
    row = figures.on_time(visit, choice).row(0, named=True)
    number(
        visit,
        "on_time",
        ON_TIME,
        percent(row["rate"]),
        ON_TIME_RULE,
        lambda: records.table(visit, "task", figures.due_tasks(visit, choice), ("title", "department", "due_on", "finished_on")),
        note=visit.say(SAMPLE, n=row["due"]),
        trend=figures.sparkline(figures.weekly_on_time(visit, choice)),
    )


def _high(visit: Visit, choice: Choice) -> None:
    rows = figures.high_risks(visit, choice)
    weeks = [float(count) for count in figures.weekly_high_risks(visit, choice)]
    exposure = risk.exposure(choice.of(visit.frames["risk"]), [])["exposure"][0]
    number(
        visit,
        "high",
        HIGH,
        f"{rows.height}",
        HIGH_RULE,
        lambda: records.table(visit, "risk", rows, ("number", "title", "department", "probability", "impact", "status")),
        note=visit.say(EXPOSURE, exposure=exposure or 0),
        trend=figures.sparkline(weeks),
    )


def _csat(visit: Visit, choice: Choice) -> None:
    rows = figures.answers(visit, choice, "csat")
    found = satisfaction.csat(rows, []).row(0, named=True)
    months = satisfaction.csat(figures.answers(visit, Choice(choice.project, choice.department), "csat"), ["month"]).sort("month")
    number(
        visit,
        "csat",
        CSAT,
        percent(found["csat"]),
        CSAT_RULE,
        lambda: tables.satisfaction(visit, satisfaction.csat(rows, ["department"]), "csat"),
        note=visit.say(SAMPLE, n=found["n"]),
        trend=figures.sparkline(months["csat"].to_list()),
    )


def _nps(visit: Visit, choice: Choice) -> None:
    rows = figures.answers(visit, choice, "nps")
    found = satisfaction.nps(rows, []).row(0, named=True)
    months = satisfaction.nps(figures.answers(visit, Choice(choice.project, choice.department), "nps"), ["month"]).sort("month")
    number(
        visit,
        "nps",
        NPS,
        None if found["nps"] is None else f"{found['nps']:+.0f}",
        NPS_RULE,
        lambda: tables.satisfaction(visit, satisfaction.nps(rows, ["department"]), "nps"),
        note=visit.say(SAMPLE, n=found["n"]),
        trend=figures.sparkline(months["nps"].to_list()),
    )
