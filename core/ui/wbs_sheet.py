"""A plan on the screen with what is typed over it: a draft until it is saved, and what its buttons do."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from streamlit import session_state

from core.actions import arrange
from core.actions.outline import FIELDS
from core.actions.outline import Line as Arranged
from core.metrics import outlining, waits
from core.metrics.schedule import Cycle
from core.plan import Plan
from core.text import Text
from core.ui import cells, wbs_lines, wbs_work, where
from core.ui.attempt import Outcome, attempt
from core.ui.cells import Line
from core.ui.grid import LOOK_BELOW, UNCHANGED
from core.ui.grid_memory import Memory
from core.ui.visitor import must
from core.ui.wbs_lines import GRID
from core.visit import Visit

TICK = Text("请先勾选要处理的行", "Tick the rows first")
SAVED = Text("计划已保存，改动 {count} 项任务", "Plan saved: {count} task(s) changed")
NOTHING_TO_MOVE = Text("排期已符合依赖，没有要移动的任务", "The dates already follow the dependencies: there is nothing to move")
SCHEDULED = Text(
    "自动排期移动了 {count} 项任务（已勾选），请查看后保存。已开始、已完成和日期固定的任务没有动",
    "Auto-scheduling moved {count} task(s) (ticked): look, then save. What has begun, is done or has fixed dates was left alone",
)
CIRCLE = Text("依赖成环，无法排期：{codes}", "The dependencies go round in a circle: {codes}")
UNCLEAR = Text("看不懂前置任务“{part}”，请先改正", 'The predecessors "{part}" are not understood: correct them first')

Moves = Mapping[int, tuple[date, date]]


@dataclass(frozen=True)
class Sheet:
    """The plan, what is remembered of its grid, and the lines shown: those of one part of the outline, or all."""

    plan: Plan
    state: Memory

    @property
    def project(self) -> int:
        """Whose plan it is."""
        return int(self.plan.project["id"])

    @cached_property
    def places(self) -> range:
        """The places of the lines shown: those of the part chosen by its code, or all."""
        lines = self.state.lines
        codes = [line.values["code"] for line in lines]
        if self.part not in codes:
            return range(len(lines))
        first = codes.index(self.part)
        return range(first, outlining.end(wbs_lines.levels(lines), first))

    @property
    def shown(self) -> list[Line]:
        """The lines in the editor, as they stand before what is typed into it."""
        return [self.state.lines[place] for place in self.places]

    @property
    def part(self) -> str | None:
        """The code of the part of the outline that is shown; None for all of it."""
        part = session_state.get(f"wbs.part.{self.project}")
        return part if part in {line.values["code"] for line in self.state.lines} else None

    def over(self, place: int) -> Line | None:
        """The line that the one at a place stands below."""
        lines = self.state.lines
        above = outlining.parents(wbs_lines.levels(lines))[place]
        return None if above is None else lines[above]

    @property
    def dirty(self) -> bool:
        """Whether there is anything in the draft that is not saved."""
        return self.state.refused or any(self.state.edits.values())

    def show(self, part: str | None) -> None:
        """Show another part of the outline, with all that is typed kept."""
        lines = self.typed(must())
        session_state[f"wbs.part.{self.project}"] = part
        self.state.refuse(lines)

    def begins_on(self, visit: Visit) -> date:
        """The first day on which what is added can begin."""
        return max(visit.today, self.plan.project["starts_on"] or visit.today)

    def insert(self) -> None:
        """Add an empty line behind the ticked one."""
        visit = must()
        defaults = {"starts_on": self.begins_on(visit), "department": visit.person.department}
        self.work(lambda lines: wbs_work.insert(lines, [wbs_work.beside(lines, defaults)]), ticked=False)

    def typed(self, visit: Visit) -> list[Line]:
        """Every line of the plan, with what is typed over those shown and those added behind them."""
        lines = self.state.lines
        merged = cells.merged(visit, GRID, self.shown, self.state.edits)
        last = merged[len(self.places) - 1].values if self.places else {}
        own = {"level": last.get("level", 0)}
        given = {"kind": "task", "department": last.get("department") or self.plan.project["lead_department"]}
        added = [
            replace(line, values=line.values | own | {name: line.values.get(name) or value for name, value in given.items()})
            for line in merged[len(self.places) :]
        ]
        shown = [*merged[: len(self.places)], *added]
        return wbs_lines.typed([*lines[: self.places.start], *shown, *lines[self.places.stop :]])

    def work(self, do: Callable[[list[Line]], list[Line]], *, ticked: bool = True, told: Sequence[Text] = ()) -> None:
        """Do something to the lines of the draft; ticked asks that some are."""
        lines = self.typed(must())
        if ticked and not wbs_work.chosen(lines):
            self.state.refuse(lines, whole=[TICK])
        else:
            self.state.refuse(do(lines), told=told)

    def schedule(self) -> None:
        """Let what waits for others start as soon as they let it, from today on."""
        visit = must()
        lines = self.typed(visit)
        try:
            moves = wbs_lines.moves(lines, self.plan.calendar, visit.today)
        except (Cycle, waits.Unclear) as error:
            self.state.refuse(lines, whole=[_why(lines, error)])
            return
        told = SCHEDULED.filled(count=len(moves)) if moves else NOTHING_TO_MOVE
        self.state.refuse(wbs_lines.moved(lines, moves, chosen=True), told=[told])

    def save(self, push: bool | None = None) -> None:
        """Save the draft. push says whether what its links move is moved; None asks first where tasks are moved or taken out."""
        visit = must()
        lines = self.typed(visit)
        seen = self.state.seen
        if _told(lines) == _told(seen):
            self.state.finish(told=[UNCHANGED])
            return
        moves = self._pushed(lines, seen)
        kept = {line.record for line in lines}
        gone = [f"{line.values['code']} {line.values['title']}" for line in seen if line.record not in kept]
        if push is None and (moves or gone):
            # What cannot be saved is said before anything is asked.
            if self._do(visit, lines, only_check=True) is not None:
                self.state.refuse(lines, pushed=moves, gone=gone)
            return
        outcome = self._do(visit, wbs_lines.moved(lines, moves) if push else lines)
        if outcome is not None:
            self.state.finish()
            # A second identical click was saved the first time.
            where.tell(visit, where.SAVED if outcome.made is None else SAVED, count=outcome.made)

    def _pushed(self, lines: Sequence[Line], seen: Sequence[Line]) -> Moves:
        """What the links of the draft move; what those recorded would have moved before has been left where it is."""
        before = {seen[place].record: dates for place, dates in self.moves(seen).items()}
        return {place: dates for place, dates in self.moves(lines).items() if before.get(lines[place].record) != dates}

    def moves(self, lines: Sequence[Line]) -> Moves:
        """What the links of some lines ask to be moved; nothing while they cannot be read."""
        try:
            return wbs_lines.moves(lines, self.plan.calendar)
        except (Cycle, waits.Unclear):
            # The save itself says which rows are wrong.
            return {}

    def _do(self, visit: Visit, lines: list[Line], *, only_check: bool = False) -> Outcome | None:
        """Check or save the lines; None where they are refused, which the grid then says."""
        seen = {line.record: line for line in self.state.seen if line.record is not None}
        # The same content sent twice, or again after a restart, carries the same key: it is one click.
        key = hashlib.sha256(f"{visit.person.id}\n{self.state.key}\n{_told(lines)!r}".encode()).hexdigest()
        arranged = [_arranged(line, seen.get(line.record or 0)) for line in lines]
        if only_check:
            outcome = attempt(lambda: arrange.check(visit, self.project, arranged))
        else:
            outcome = attempt(lambda: arrange.arrange(visit, self.project, arranged, seen.keys(), key))
        if outcome.done:
            return outcome
        theirs = outcome.theirs
        met = [place for place, line in enumerate(lines) if theirs is not None and line.record == theirs["id"]]
        self.state.refuse(
            lines,
            rows=outcome.rows,
            whole=list(outcome.problems.values()) or ([LOOK_BELOW] if outcome.rows else []),
            conflict=(met[0], theirs) if met else None,
        )
        return None

    def settle(self, place: int, theirs: Mapping[str, Any], *, mine: bool) -> None:
        """After a conflict: keep what is typed in that line, or take what the other saved; the draft goes on."""
        lines = self.typed(must())
        standing = {name: theirs[name] for name in (*FIELDS, "parent")}
        seen = next(number for number, line in enumerate(self.state.seen) if line.record == lines[place].record)
        before = self.state.seen[seen]
        self.state.see(seen, replace(before, values=before.values | standing))
        if not mine:
            lines[place] = replace(lines[place], values=lines[place].values | standing)
            if theirs["parent"] != before.values["parent"]:
                over = next((n for n, line in enumerate(lines) if line.record == theirs["parent"]), None)
                lines = wbs_work.below(lines, place, over)
        self.state.refuse(lines)


def _told(lines: Sequence[Line]) -> list[object]:
    """What of the lines is saved."""
    return [(line.record, line.values["level"], *((line.values.get(name) or None) for name in (*FIELDS, "waits"))) for line in lines]


def _arranged(line: Line, seen: Line | None) -> Arranged:
    values = {name: line.values.get(name) for name in FIELDS}
    was = seen.values if seen else None
    return Arranged(line.record, line.values["level"], values, line.values.get("waits") or "", was, was["waited"] if was else frozenset())


def _why(lines: Sequence[Line], error: Cycle | waits.Unclear) -> Text:
    if isinstance(error, Cycle):
        codes = " → ".join(lines[place].values["code"] for place in error.tasks)
        return CIRCLE.filled(codes=codes)
    return UNCLEAR.filled(part=error.args[0])
