"""What was handed over: the deliverables of finished tasks, whether they were accepted at once, and what was put right."""

from typing import Any

from plans import Leaf, Project
from story import Story, date_at

# Of the older ones, one in so many is told.
KEPT = 3
RECENT = -70
CHECKED = (
    "按检查清单逐项自检 12 项，全部符合；附自检记录。",
    "交叉复核一次，发现 2 处笔误已更正。",
    "对照交付标准自检通过，遗留项 1 项，已写明处理时间。",
    "样本抽查 30 份，差错率 0；版本号与目录一致。",
    "由同组同事复核，关键数据与来源核对一致。",
)
TO_RECTIFY = (
    "缺少签收页与版本记录，请补齐；第 3 节口径与纪要不一致，请统一。",
    "验收样本差错率 3%，高于约定的 1%，请整改后重新提交。",
    "未覆盖异常场景，请补充至少 5 条用例与结果。",
    "数据来源未注明，图表与正文数值不一致，请核对更正。",
)


def tell_handovers(story: Story, projects: list[Project]) -> None:
    """The deliverables of every project's finished leaves, in the order they were finished."""
    for project in projects:
        if project.status == "planning":
            continue
        made = [leaf for leaf in project.leaves if leaf.deliverable and leaf.finished < 0]
        for number, leaf in enumerate(sorted(made, key=lambda leaf: (leaf.finished, leaf.name))):
            if leaf.finished > RECENT or number % KEPT == 0:
                _hand_over(story, project, leaf)


def _hand_over(story: Story, project: Project, leaf: Leaf) -> None:
    name = story.name("deliverable")
    values: dict[str, Any] = {
        "task": f"@{leaf.name}",
        "name": leaf.deliverable.split("、")[0],
        "edition": "V1.0",
        "link": f"http://files.yuanlan.example/{project.code.lower()}/deliverables",
        "self_check": story.dice.choice(CHECKED),
    }
    story.tell(leaf.finished, 17 * 60 + 20, leaf.owner, "delivery.submit", {"values": values}, name)
    accepted = leaf.finished + story.between(1, 3)
    passed = story.quota(
        f"first pass {project.trend}", 0.72 + 0.2 * story.grown(leaf.finished) - (0.15 if project.trend == "trouble" else 0)
    )
    if passed:
        _accept(story, project, leaf, name, accepted, {"result": "pass"})
        return
    by = accepted + story.between(3, 5)
    _accept(
        story, project, leaf, name, accepted, {"result": "fail", "rectification": story.dice.choice(TO_RECTIFY), "rectify_by": date_at(by)}
    )
    again = by + (2 if story.quota("rectified late", 0.3) else -1)
    better = {**values, "edition": "V1.1", "self_check": "已按整改意见逐条修改并复核，修改处已标注。"}
    story.tell(again, 10 * 60, leaf.owner, "delivery.submit", {"values": better, "record": f"@{name}"})
    _accept(story, project, leaf, name, again, {"result": "pass"}, 15 * 60)


def _accept(story: Story, project: Project, leaf: Leaf, name: str, day: int, result: dict[str, Any], minute: int = 16 * 60) -> None:
    others = [part[2] for part in project.parts if part[0] != leaf.department and part[2] != leaf.owner]
    reviewers = sorted({project.manager if project.manager != leaf.owner else project.coordinator, *others[:1]})
    values = {**result, "reviewers": [f"@person:{person}" for person in reviewers]}
    story.tell(day, minute, project.manager, "delivery.accept", {"deliverable": f"@{name}", "values": values})
