"""The demo company's largest project planned anew in a real browser, from nothing to a signed baseline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, expect

from core import passwords
from core.actions import demo, organisation, project
from core.home import Home
from core.plan import plan
from core.text import Language
from core.ui import wbs_lines
from core.visit import Visit, person
from tests import engines
from tests.browser.person import PASSWORD, Somebody
from tests.trust.client import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

COLUMNS = ("code", "title", "kind", "department", "owner", "starts_on", "due_on", "waits", "standard", "deliverable")


@dataclass(frozen=True)
class Task:
    """What is to be planned: the new project, who manages it, who heads the departments in it, and the old plan as a table."""

    project: int
    manager: str
    heads: tuple[str, ...]
    table: str
    tasks: int


def furnish(home: Home) -> Task:
    """The demo company, and a project without a plan that the departments of its largest one take part in; closes the home."""
    now, kept = datetime.now(UTC), passwords.hashed(PASSWORD)
    admin = organisation.first_administrator(home.ledger, now, "admin", "管理员", Language.ZH)

    def visit(who: int) -> Visit:
        found = person(home.ledger.snapshot(), who)
        assert found is not None
        return Visit(home.ledger, found, Language.ZH, now)

    demo.load(visit(admin), lambda _: None)
    me = visit(admin)
    frames = me.frames
    planned = frames["task"].filter(pl.col("kind") != "action", pl.col("status") != "cancelled")
    largest = planned["project"].value_counts(sort=True)["project"][0]
    old = frames["project"].row(by_predicate=pl.col("id") == largest, named=True)
    values = {name: old[name] for name in ("lead_department", "manager", "coordinator", "buffer_percent", "goal")}
    today = now.date()
    new = project.save(
        me, {**values, "name": "最大项目重新计划", "status": "planning", "starts_on": today, "ends_on": today + timedelta(365)}
    )
    working = planned.filter(pl.col("project") == largest)["department"].unique().sort()
    heads = dict(frames["department"].select("id", "head").iter_rows())
    for department in working:
        project.take_part(me, {"project": new, "department": department, "part": "support", "duties": "按计划交付"})
    usernames = dict(frames["person"].select("id", "username").iter_rows())
    signing = tuple(dict.fromkeys(usernames[heads[department]] for department in working))
    ids = {name: number for number, name in usernames.items()}
    for username in {usernames[old["manager"]], *signing}:
        home.sessions.set_password(ids[username], kept, admin, now)
    lines = wbs_lines.of_plan(plan(me, largest))
    shift = today - min(line.values["starts_on"] for line in lines)
    table = ["\t".join(("WBS", "任务名称", "类型", "责任部门", "主责人", "计划开始", "计划完成", "前置任务", "交付标准", "产出物"))]
    for line in lines:
        cells = {name: line.values[name] for name in COLUMNS}
        cells["kind"] = me.word("task_kind", cells["kind"])
        cells |= {"department": me.name("department", cells["department"]), "owner": usernames.get(cells["owner"])}
        cells |= {name: _later(cells[name], shift) for name in ("starts_on", "due_on")}
        table.append("\t".join(str(value or "") for value in cells.values()))
    home.close()
    return Task(new, usernames[old["manager"]], signing, "\n".join(table), len(lines))


def _later(day: date, shift: timedelta) -> date:
    return day + shift


@pytest.fixture
def planning(tmp_path: Path) -> Iterator[tuple[Server, Task]]:
    task = furnish(engines.opened(tmp_path))
    with Server(tmp_path) as running:
        yield running, task


def test_the_largest_project_is_planned_from_nothing_to_a_signed_baseline(
    chromium: Browser, planning: tuple[Server, Task], outside: list[str]
) -> None:
    server, task = planning
    with Somebody(chromium, server, outside) as manager:
        # The whole plan from a table, put in order by its dependencies, and saved in one go.
        manager.sign_in(task.manager, f"/plan?project={task.project}")
        manager.sees("这个项目还没有任务")
        manager.box("从 Excel 或 Project 粘贴").fill(task.table)
        manager.press("加入计划")
        manager.sees(f"已加入 {task.tasks} 行草稿")
        manager.press("自动排期")
        manager.press("保存计划")
        manager.sees(f"计划已保存，改动 {task.tasks} 项任务")

        # Who carries what, as the plan itself says.
        manager.page.get_by_text("职责矩阵", exact=True).first.click()
        manager.idle()
        manager.press("按计划补全")
        manager.press("保存矩阵")
        manager.page.get_by_text("甘特图", exact=True).first.click()
        manager.idle()
        expect(manager.page.get_by_test_id("stVegaLiteChart")).to_be_visible(timeout=15_000)

        # Every department's head signs the sheet of his departments.
        for username in task.heads:
            with Somebody(chromium, server, outside) as head:
                head.sign_in(username, f"/plan?project={task.project}&view=assignments")
                head.press("同意并签字")
                head.sees("已保存")
                assert not head.errors
        manager.open(f"/plan?project={task.project}&view=assignments")
        manager.sees("都已签署当前的任务分配表")

        # What they signed becomes the baseline that everything is measured against.
        manager.page.get_by_text("基线", exact=True).first.click()
        manager.idle()
        manager.sees("个部门都已签署任务分配表：现在可以建立签字基线")
        manager.press("按当前计划建立")
        manager.sees("没有变化：两者的任务、日期、责任和权重都相同")
        manager.page.get_by_text("缓冲与预测", exact=True).first.click()
        manager.idle()
        manager.sees("预计完成 P80")
        assert not manager.errors
        assert not manager.page.get_by_test_id("stException").count()
