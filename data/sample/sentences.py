"""What people write about their tasks: sentences that fit the kind of task and how far it has come."""

from functools import cache
from typing import TYPE_CHECKING, Any

from story import Story, date_at, table

if TYPE_CHECKING:
    from plans import Leaf, Project

FINISHED = (
    "全部工作完成，{o}已提交{d}签收",
    "{o}定稿归档，本任务关闭",
    "按计划完成，{o}通过确认",
    "收尾完成，遗留 {k} 项转入日常跟踪",
    "完成交付，{d}已确认可以转入下一环节",
)
REACHED = ("评审一致通过，转入下一阶段", "各部门确认达成，里程碑关闭", "资料齐备，节点按要求达成")
WAITING = ("前置任务未完成，本任务无法开始", "上游交付推迟，人员暂未投入")


@cache
def bank() -> dict[str, dict[str, list[str]]]:
    """Kind of task or of text → stage → sentences; the keywords of a kind stand under "words"."""
    found: dict[str, dict[str, list[str]]] = {}
    kind = ""
    for row in table("sentences.txt"):
        if row[0] == "kind":
            kind = row[1]
            found[kind] = {"words": row[2:]}
        elif row[0] in {"reply", "comment"}:
            found.setdefault(row[0], {}).setdefault(row[1], []).append(row[2])
        else:
            found[kind].setdefault(row[0], []).append(row[1])
    return found


# Until then the company was slow to meet about what lagged.
SLOW_BEFORE = -120
MEASURES = (
    "增派同岗同事协助，每日下班前同步进度",
    "拆分剩余工作，先交付关键部分，其余顺延三天",
    "由项目负责人出面协调上游部门，当天给出明确答复",
    "调整评审顺序，并行推进资料准备与联调",
    "请部门负责人督办，隔日复核完成情况",
)


class Diary:
    """The progress reports of one project, gathered by person and day as the weekly grid is filled in."""

    def __init__(self, story: Story, project: "Project") -> None:
        self._story = story
        self._project = project
        self._days: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self._lagging: dict[str, tuple[int, Leaf]] = {}

    @staticmethod
    def kind(title: str) -> str:
        """What kind of task a title tells of."""
        for kind, stages in bank().items():
            if any(word in title for word in stages.get("words", [])):
                return kind
        return "other"

    def keep(self, leaf: "Leaf") -> None:
        """Report on a leaf from its start until it is finished, or until yesterday."""
        if leaf.start == leaf.due and not leaf.deliverable:
            if leaf.finished <= -1:
                self._note(leaf.finished, leaf, 100.0, "normal", self._story.dice.choice(REACHED), None, None)
            return
        self._told: set[str] = set()
        day = leaf.begun + self._story.between(0, 2)
        while day < min(leaf.finished, -1):
            self._report(day, leaf)
            day += self._story.between(2, 4)
        if leaf.finished <= -1:
            text = self._filled(self._pick(FINISHED), leaf)
            self._note(leaf.finished, leaf, 100.0, "normal", text, None, None)
        elif leaf.begun <= -1:
            self._report(-1, leaf)
        elif leaf.start <= -3:
            self._note(-1, leaf, 0.0, "lagging", None, self._story.dice.choice(WAITING), "跟踪前置任务，条件具备立即启动")

    def tell(self) -> None:
        """One event for each person and day."""
        for (day, owner), rows in sorted(self._days.items()):
            off = day < -1 and self._story.chance(0.03)
            self._story.tell(day, self._story.between(15 * 60 + 20, 17 * 60 + 40), owner, "task.report", {"rows": rows}, off=off)
        for number, (day, leaf) in enumerate(self._lagging.values()):
            self._catch_up(number, day, leaf)

    def _catch_up(self, number: int, day: int, leaf: "Leaf") -> None:
        """What becomes of the issue that a lagging task raises: answered, met about the next morning, closed with the task."""
        record, slow = {"task": f"@{leaf.name}"}, day < SLOW_BEFORE
        if day >= -1:
            return
        answered = day + 2 if slow and number % 5 == 0 else day
        self._story.tell(answered, 17 * 60 + 48, leaf.owner, "issue.respond_to_lag", {**record, "values": {}})
        met = day + 4 if slow and number % 4 == 0 else day + 1
        by = max(leaf.finished if leaf.finished <= -1 else 6, met + 1)
        agreed = {"measures": MEASURES[number % len(MEASURES)], "owner": f"@person:{leaf.owner}", "resolve_by": f"@at:{by} 18:00"}
        self._story.tell(met, 10 * 60 + 20, self._project.manager, "issue.meet_on_lag", {**record, "values": agreed})
        if leaf.finished <= -1:
            done = max(leaf.finished, met)
            self._story.tell(done, 17 * 60 + 55, leaf.owner, "issue.resolve_lag", {**record, "outcome": f"{leaf.title}已完成并确认"})

    def _report(self, day: int, leaf: "Leaf") -> None:
        done = (day - leaf.begun + 1) / (leaf.finished - leaf.begun + 1)
        percent = float(min(max(round(100 * done / 5 + self._story.dice.uniform(-0.4, 0.4)) * 5, 5), 95))
        planned = 100 * min((day - leaf.start + 1) / (leaf.due - leaf.start + 1), 1)
        behind = planned - percent
        health = "normal" if behind <= 12 else "blocked" if behind > 25 and self._story.quota("blocked", 0.35) else "lagging"
        sentences = bank()[self.kind(leaf.title)]
        stage = "early" if percent < 35 else "middle" if percent < 75 else "late"
        problem = self._pick(sentences["problem"]) if health != "normal" or self._story.chance(0.08) else None
        text = self._filled(self._pick(sentences[stage]), leaf)
        then = self._filled(self._pick(sentences["next"]), leaf)
        self._note(day, leaf, percent, health, text, problem, then)

    def _note(self, day: int, leaf: "Leaf", percent: float, health: str, done: str | None, problem: str | None, then: str | None) -> None:
        row = {"task": f"@{leaf.name}", "reported_on": date_at(day), "percent": percent, "health": health}
        row |= {name: text for name, text in (("done", done), ("problem", problem), ("next_step", then)) if text}
        self._days.setdefault((day, leaf.owner), []).append(row)
        if health != "normal":
            self._lagging.setdefault(leaf.name, (day, leaf))

    def _pick(self, sentences: list[str] | tuple[str, ...]) -> str:
        fresh = [sentence for sentence in sentences if sentence not in self._told] or list(sentences)
        chosen = self._story.dice.choice(fresh)
        self._told.add(chosen)
        return chosen

    def _filled(self, sentence: str, leaf: "Leaf") -> str:
        others = [code for code in self._project.departments if code != leaf.department]
        partner = self._story.departments[self._story.dice.choice(others)]
        between = self._story.between
        return sentence.format(
            o=leaf.deliverable.split("、")[0], d=partner, n=between(3, 24), p=between(82, 98), m=between(2, 8), k=between(1, 3)
        )
