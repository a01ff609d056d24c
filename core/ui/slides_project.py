"""A slide for each running project in trouble, the worst first, and one for those that go as planned."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import outlook
from core.charts import outlook as charts
from core.charts.progress import gap
from core.metrics import changed, forecast
from core.plan import plan
from core.text import Text
from core.ui import slides_parts as parts
from core.ui.page import chart
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.states import Colour
from core.ui.words import plain
from core.visit import Visit
from core.weekly import Sitting
from core.weekly_projects import KINDS, matters, troubles

WORDS: Mapping[str, tuple[Text, Colour]] = {
    "decision": (Text("待拍板", "Decide"), "red"),
    "blocked": (Text("阻塞", "Blocked"), "red"),
    "issue": (Text("未解决问题", "Open issue"), "orange"),
    "broken": (Text("已超期", "Overdue"), "red"),
    "ask": (Text("等待回复", "Waiting"), "orange"),
    "at_risk": (Text("临期", "At risk"), "orange"),
    "due": (Text("本周到期", "Due this week"), "gray"),
}
TITLE = Text("{project}：{found}", "{project}: {found}")
BEHIND = Text("落后计划 {points} 点", "{points} points behind")
BROKEN = Text("{n} 项承诺超期", "{n} promises overdue")
SMALL = {
    "decision": Text("{n} 项待拍板", "{n} to decide"),
    "blocked": Text("{n} 项阻塞", "{n} blocked"),
    "issue": Text("{n} 个问题未解决", "{n} open issues"),
    "ask": Text("{n} 项等待回复", "{n} waiting for an answer"),
    "at_risk": Text("{n} 项临期", "{n} at risk"),
    "due": Text("{n} 项本周到期", "{n} due this week"),
}
DONE, SPI, WARNING = Text("实际完成", "Actual"), Text("SPI", "SPI"), Text("进度预警", "Warning")
FINISH, PROMISES = Text("预计完成 P50", "Forecast P50"), Text("超期承诺", "Overdue promises")
WAS, SAME = Text("上次：{band}", "Last time: {band}"), Text("与上次相同", "As last time")
AGAINST = Text("计划 {planned:.0f}%", "Planned {planned:.0f}%")
LATE = Text("计划 {due}（{days:+d} 个工作日）", "Plan {due}, {days:+d} working days")
PLANNED_ON = Text("计划 {due}", "Planned {due}")
SOON = Text("临期 {at_risk} · 本周 {due}", "At risk {at_risk} · due {due}")
ON_PLAN = Text("1 为按计划", "1 is on plan")
WHAT, ABOUT, WHO, DUE = Text("类别", "What"), Text("事项", "About"), Text("责任人 · 部门", "Owner · department"), Text("期限", "Due")
NOTHING = Text("没有需要处理的事项。", "Nothing waits to be acted on.")
NO_PLAN = Text("还没有任务计划。", "No tasks are planned yet.")
PROMISED = Text("{about}（{promise}）", "{about} ({promise})")
OVERDUE = Text("{day} {late}", "{day}, {late}")
COMMA = Text("，", ", ")
FIRST = Text("请{manager}先讲：实际 {actual}，计划 {planned}。", "{manager} begins: {actual} done, {planned} planned.")
ASK = Text("问{who}：{about}（{what}{due}）。", "Ask {who} about {about} ({what}{due}).")
BY = Text("，期限 {day}", ", due {day}")
REST = Text("其余 {n} 个项目正常", "The other {n} projects are fine")
REST_ALL = Text("全部 {n} 个项目正常", "All {n} projects are fine")
REST_NOTE = Text(
    "不用逐个讲：{names}，都在计划内，没有超期和待处理的事项。", "No need to go through them: {names} are on plan, with nothing overdue."
)
NAME, PLANNED, ACTUAL = Text("项目", "Project"), Text("计划", "Planned"), Text("实际", "Actual")
# What the title names is seen: the rows of each kind that come before all others.
_LED = {"decision": 2, "broken": 4}
DEVIATION, ENDS = Text("偏差", "Deviation"), Text("结束日期", "Ends on")


def slides(visit: Visit, sitting: Sitting) -> list[Slide]:
    """One for each running project that has something to say, in order of trouble, then one for the others; none without projects."""
    rows = troubles(visit, sitting)
    talked = rows.filter((pl.col("band") != "none") | pl.any_horizontal(pl.col(KINDS) > 0))
    found = [_slide(visit, sitting, row) for row in talked.iter_rows(named=True)]
    quiet = rows.join(talked.select("project"), on="project", how="anti", maintain_order="left")
    if quiet.is_empty():
        return found
    told = _quiet(visit, quiet, alone=talked.is_empty())
    return [*found, Slide("quiet", told.title, partial(_draw_quiet, visit, quiet), told.notes, told.minutes)]


def _slide(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> Slide:
    project = row["project"]
    told = visit.once("slide.project", lambda: _told(visit, sitting, row), sitting, project, visit.moment, visit.language)
    return Slide(f"project-{project}", told.title, partial(_draw, visit, sitting, row), told.notes, told.minutes)


def _mine(visit: Visit, sitting: Sitting, project: int) -> pl.DataFrame:
    return parts.led(matters(visit, sitting).filter(pl.col("project") == project), "kind", _LED)


def _told(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> Told:
    found = [visit.say(BEHIND, points=f"{row['deviation']:.1f}")] if row["band"] != "none" else []
    found += [visit.say(BROKEN, n=row["broken"])] if row["broken"] else []
    found += [visit.say(SMALL[kind], n=row[kind]) for kind in KINDS if kind in SMALL and row[kind]]
    title = visit.say(TITLE, project=visit.name("project", row["project"]), found=visit.say(COMMA).join(found[:3]))
    mine = _mine(visit, sitting, row["project"])
    notes = [] if row["planned"] is None else [_opener(visit, row)]
    for matter in mine.head(3).iter_rows(named=True):
        due = "" if matter["due_on"] is None else visit.say(BY, day=_due(visit, matter))
        about, what = parts.called(visit, matter["table"], matter["record"]), visit.say(WORDS[matter["kind"]][0])
        notes.append(visit.say(ASK, who=_who(visit, matter), about=about, what=what, due=due))
    lines = [_line(visit, matter) for matter in mine.head(parts.MINUTED).iter_rows(named=True)]
    return Told(title, tuple(notes), parts.bullets(lines))


def _opener(visit: Visit, row: dict[str, Any]) -> str:
    managers = visit.frames["project"].filter(pl.col("id") == row["project"])["manager"]
    said = {name: f"{row[name]:.0f}%" for name in ("actual", "planned")}
    return visit.say(FIRST, manager=visit.name("person", managers[0]), **said)


def _who(visit: Visit, matter: Mapping[str, Any]) -> str:
    names = [(table, matter[column]) for table, column in (("person", "person"), ("department", "department"))]
    return " ".join(visit.name(table, record) for table, record in names if record is not None) or "—"


def _line(visit: Visit, matter: dict[str, Any]) -> str:
    said = [visit.say(WORDS[matter["kind"]][0]), _about(visit, matter), _who(visit, matter)]
    return " · ".join([*said, *([] if matter["due_on"] is None else [_due(visit, matter)])])


def _about(visit: Visit, matter: Mapping[str, Any]) -> str:
    """What a matter is about; of a promise past due that is no task's own date, which one."""
    called = parts.called(visit, matter["table"], matter["record"])
    if matter["kind"] != "broken" or matter["promise"] in changed.OWN_DATE:
        return called
    return visit.say(PROMISED, promise=visit.word("promise", matter["promise"]), about=called)


def _due(visit: Visit, matter: Mapping[str, Any]) -> str:
    """When a matter is due, and for how long it has been overdue."""
    day = parts.day(matter["due_on"])
    return day if matter["late_from"] is None else visit.say(OVERDUE, day=day, late=parts.late(visit, matter["late_from"]))


def _draw(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> None:
    standing = plan(visit, row["project"])
    found = None if standing.tasks.is_empty() else outlook.expected(visit, standing)
    with st.container(gap="small"):
        parts.metrics(
            visit,
            _figures(visit, row, found.p50 if found else None, None if found is None else outlook.finish(standing)),
            wide={3: 1.4, 4: 1.2},
        )
        left, right = st.columns([4, 8], gap="medium")
        with left:
            if found is None:
                st.info(visit.say(NO_PLAN), icon=":material/event_upcoming:")
            else:
                _curve(visit, row["project"])
        with right:
            mine = _mine(visit, sitting, row["project"])
            if mine.is_empty():
                st.success(visit.say(NOTHING), icon=":material/check_circle:")
            else:
                parts.table(visit, f"project.{row['project']}", mine, partial(_cells, visit), parts.FEWER)


def _figures(visit: Visit, row: dict[str, Any], p50: Any, due: Any) -> list[tuple[Text, str, str | None]]:
    planned = row["planned"] is not None
    band, was = visit.word("warning_band", row["band"]), visit.word("warning_band", row["was_band"])
    late = None
    if p50 and due:
        apart = forecast.apart(visit.rules.calendar, pl.Series([due]), pl.Series([p50]))[0]
        late = visit.say(LATE if apart else PLANNED_ON, due=parts.day(due), days=apart)
    soon = visit.say(SOON, at_risk=row["at_risk"], due=row["due"])
    return [
        (DONE, f"{row['actual']:.0f}%" if planned else "—", visit.say(AGAINST, planned=row["planned"]) if planned else None),
        (SPI, "—" if row["spi"] is None else f"{row['spi']:.2f}", visit.say(ON_PLAN)),
        (WARNING, band, visit.say(SAME) if row["band"] == row["was_band"] else visit.say(WAS, band=was)),
        (FINISH, parts.day(p50), late),
        (PROMISES, f"{row['broken']}", soon),
    ]


def _curve(visit: Visit, project: int) -> None:
    def make() -> Any:
        standing = plan(visit, project)
        found = outlook.expected(visit, standing)
        p50 = found.p50 if found else None
        dated = {"today": visit.today, "baseline": outlook.held_against(visit, standing), "p50": p50}
        until = max(day for day in (*dated.values(), outlook.finish(standing)) if day)
        return charts.curve(outlook.curve(visit, standing, until), dated, visit.language)

    chart(visit, "slide.curve", make, project, height=370, large=True)


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(WHAT): [parts.tag(visit.say(WORDS[row["kind"]][0]), WORDS[row["kind"]][1]) for row in told],
        visit.say(ABOUT): [plain(parts.clip(_about(visit, row), 38)) for row in told],
        visit.say(WHO): [parts.fixed(parts.clip(_who(visit, row), 24)) for row in told],
        visit.say(DUE): [parts.fixed(_due(visit, row)) for row in told],
    }


def _quiet(visit: Visit, rows: pl.DataFrame, *, alone: bool) -> Told:
    title = visit.say(REST_ALL if alone else REST, n=rows.height)
    names = [visit.name("project", project) for project in rows["project"]]
    return Told(title, (visit.say(REST_NOTE, names=parts.listed(visit, names)),), parts.bullets(names))


def _draw_quiet(visit: Visit, rows: pl.DataFrame) -> None:
    ends = visit.frames["project"].select(project="id", ends_on="ends_on")
    parts.table(visit, "quiet", rows.join(ends, on="project", how="left", maintain_order="left"), partial(_quiet_cells, visit))


def _quiet_cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(NAME): [parts.name(visit, "project", row["project"], 40) for row in told],
        visit.say(ACTUAL): ["—" if row["actual"] is None else f"{row['actual']:.0f}%" for row in told],
        visit.say(PLANNED): ["—" if row["planned"] is None else f"{row['planned']:.0f}%" for row in told],
        visit.say(DEVIATION): [parts.fixed(gap(row["deviation"], visit.language)) for row in told],
        visit.say(SPI): ["—" if row["spi"] is None else f"{row['spi']:.2f}" for row in told],
        visit.say(ENDS): [parts.fixed(row["ends_on"]) for row in told],
    }
