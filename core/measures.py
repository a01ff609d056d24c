"""The measures: what can be followed over time, by key."""

from collections.abc import Mapping
from types import MappingProxyType

from core.measure import Measure, Unit
from core.text import Text

# Of a promise, the period that counts is the one it came due in.
_DUE = Text("按到期日归入各期。", " By the period it came due in.")


def _kept(label: Text, what: Text) -> Measure:
    rule = Text(
        f"{what.zh}兑现 ÷（兑现 + 违约）。已过时限还没完成的算违约。{_DUE.zh}",
        f"{what.en}: kept ÷ (kept + broken). What is past due and still open counts as broken.{_DUE.en}",
    )
    return Measure("meetings", label, rule, "share", "%")


_LEAVES = Text(
    "所列各期末在建项目的末级任务，按权重汇总，有基线的按最新基线。",
    "over the leaf tasks of the projects running then, weighted, by the newest baseline, else the plan.",
)
_PLAN_TODAY = Text("过去各期按今天的计划回看。", " Past periods are seen through today's plan.")


def _progress(label: Text, what: Text, unit: Unit, **more: object) -> Measure:
    rule = Text(f"{what.zh}{_LEAVES.zh}{_PLAN_TODAY.zh}", f"{what.en} {_LEAVES.en}{_PLAN_TODAY.en}")
    return Measure("progress", label, rule, "progress", unit, **more)  # type: ignore[arg-type]


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "compliance": Measure(
            "promises",
            Text("承诺兑现率", "Promises kept"),
            Text(
                f"兑现 ÷（兑现 + 违约）。已过时限还没完成的算违约；进行中和临期的不计。{_DUE.zh}",
                "Kept ÷ (kept + broken). What is past due and still open counts as broken; what is running or at risk does not count."
                f"{_DUE.en}",
            ),
            "share",
            "%",
            "promise_family",
            Text("承诺类别", "Kind of promise"),
            aim=0.9,
            source="compliance",
        ),
        "overdue": Measure(
            "promises",
            Text("超期承诺", "Overdue promises"),
            Text(
                "各期末已过时限、还没有完成、仍可补救的承诺数；时限按今天的计划。",
                "Promises past due, not kept yet and still to be made good at the end of each period; by the due dates as planned today.",
            ),
            "standing",
            "count",
            "promise_family",
            Text("承诺类别", "Kind of promise"),
            down=True,
        ),
        "response": Measure(
            "promises",
            Text("需求响应中位用时", "Median request response"),
            Text(
                f"协作需求从提交到部门响应的用时中位数，按各自的时钟（工作时间或自然时间）。{_DUE.zh}",
                f"Median time from a request to a department's answer, in the request's own clock (working or natural hours).{_DUE.en}",
            ),
            "median",
            "hours",
            "urgency",
            Text("紧急程度", "Urgency"),
            down=True,
        ),
        "on_time": Measure(
            "progress",
            Text("任务按时完成率", "Tasks on time"),
            Text(
                "按期完成的任务 ÷ 到期的任务；有基线的按基线日期，晚完成和未完成都算不按时。按到期日归入各期。"
                "承诺“任务完成”按现行计划的日期计，所以两个比率不同。",
                "Tasks finished by their baseline date, else their due date ÷ tasks due; late and unfinished both count against. "
                'By the period they were due in. The promise "Task due" goes by the current date instead, hence two rates.',
            ),
            "share",
            "%",
            source="on_time",
        ),
        "deviation": _progress(
            Text("落后计划", "Behind plan"),
            Text("计划 % − 实际 %，正数表示落后：", "Planned % − actual %, above zero is behind,"),
            "points",
            aim=10.0,
            down=True,
        ),
        "planned": _progress(Text("计划进度", "Planned progress"), Text("计划 %：", "Planned %,"), "%"),
        "actual": _progress(Text("实际进度", "Actual progress"), Text("实际 %：", "Actual %,"), "%"),
        "spi": _progress(
            Text("进度绩效 SPI", "SPI"),
            Text("Σ(权重 × 实际) ÷ Σ(权重 × 计划)，1 表示按计划：", "Σ(weight × actual) ÷ Σ(weight × planned), 1 is on plan,"),
            "ratio",
            aim=1.0,
        ),
        "updates": Measure(
            "progress",
            Text("进度填报及时率", "Updates in time"),
            Text(
                "按时填报的 ÷ 应填报的：每个进行中的末级任务每个填报周期应填一次（近一年）。",
                "Entries made in time ÷ entries owed: one for each open leaf task and reporting period (the last year).",
            ),
            "share",
            "%",
        ),
        "risks": Measure(
            "trouble",
            Text("开放风险", "Open risks"),
            Text("各期末开放的风险数，按当时的登记。", "Risks open at the end of each period, as registered then."),
            "standing",
            "count",
            "risk_band",
            Text("风险等级", "Band"),
            down=True,
        ),
        "high": Measure(
            "trouble",
            Text("高风险", "High risks"),
            Text(
                "各期末开放、得分（可能性 × 影响）不低于 15 的风险数，按当时的登记。",
                "Risks open at the end of each period with a score (probability × impact) of 15 or more, as registered then.",
            ),
            "standing",
            "count",
            down=True,
        ),
        "exposure": Measure(
            "trouble",
            Text("风险敞口", "Risk exposure"),
            Text(
                "各期末开放风险的得分之和，按当时的登记。",
                "The sum of the scores of the risks open at the end of each period, as registered then.",
            ),
            "standing",
            "points",
            "risk_band",
            Text("风险等级", "Band"),
            down=True,
        ),
        "issues": Measure(
            "trouble",
            Text("未解决问题", "Open issues"),
            Text(
                "各期末已提报、还没有解决的问题数；撤销的不计。",
                "Issues reported and not solved at the end of each period; withdrawn ones do not count.",
            ),
            "standing",
            "count",
            "issue_level",
            down=True,
        ),
        "closing": Measure(
            "trouble",
            Text("问题解决中位用时", "Median time to close"),
            Text(
                f"问题从提报到解决的用时中位数，按闭环时限自己的时钟。{_DUE.zh}",
                f"Median time from reporting an issue to solving it, in the clock of its closure.{_DUE.en}",
            ),
            "median",
            "hours",
            "issue_level",
            down=True,
        ),
        "csat": Measure(
            "results",
            Text("满意度 CSAT", "CSAT"),
            Text(
                "打 4–5 分的占比，按评分日期归入各期；少于 5 份仅供参考。",
                "The share of scores 4 and 5, by the day of the answer; under 5 answers it is a hint only.",
            ),
            "share",
            "%",
            source="csat",
        ),
        "nps": Measure(
            "results",
            Text("净推荐值 NPS", "NPS"),
            Text(
                "9–10 分占比 − 0–6 分占比，按评分日期归入各期；少于 5 份仅供参考。",
                "% of 9–10 less % of 0–6, by the day of the answer; under 5 answers it is a hint only.",
            ),
            "share",
            "nps",
            source="nps",
        ),
        "first_pass": Measure(
            "results",
            Text("一次验收通过率", "First-pass acceptance"),
            Text(
                "首次验收即通过的 ÷ 已首次验收的交付物，按首次验收日期归入各期。",
                "Deliverables passed at their first acceptance ÷ deliverables accepted or failed, by the day of it.",
            ),
            "share",
            "%",
            source="first_pass",
        ),
        "notice": _kept(Text("会议通知按时率", "Meeting notice kept"), Text("会议通知的承诺：", "Promises of notice")),
        "minutes": _kept(Text("纪要分发按时率", "Minutes kept"), Text("会议纪要的承诺：", "Promises of minutes")),
        "actions": _kept(Text("行动项按时完成率", "Actions on time"), Text("会议行动项的承诺：", "Promises of action items")),
    }
)
