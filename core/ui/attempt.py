"""One try at an action from a page: done, or what stood in its way in words for the visitor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.actions.act import Forbidden, Refused, RefusedRows
from core.store.engine import StoreUnavailable
from core.store.work import AlreadySaved, Conflict, Missing, Row
from core.text import Text

UNAVAILABLE = Text(
    "数据库暂时不可用，您填写的内容还在，请稍后再保存",
    "The database cannot be reached; what you typed is still here, please save again later",
)
GONE = Text("这条记录已被移除", "This record has been removed")


@dataclass(frozen=True)
class Outcome:
    """made is what the action returned; problems are by field, rows those of a grid; theirs is the row that won a conflict."""

    made: Any = None
    problems: Mapping[str, Text] = field(default_factory=dict)
    rows: Mapping[int, Mapping[str, Text]] = field(default_factory=dict)
    theirs: Row | None = None

    @property
    def done(self) -> bool:
        """Whether it was saved."""
        return not self.problems and not self.rows and self.theirs is None


def attempt(do: Callable[[], Any], table: str = "") -> Outcome:
    """Run an action. A second identical click counts as done: the first one was saved, and made its record if that is of the table."""
    try:
        return Outcome(do())
    except AlreadySaved as already:
        return Outcome(already.record if already.table == table else None)
    except Refused as refused:
        return Outcome(problems=refused.problems)
    except RefusedRows as refused:
        return Outcome(rows=refused.rows)
    except Forbidden as forbidden:
        return Outcome(problems={"": forbidden.text})
    except Missing:
        return Outcome(problems={"": GONE})
    except StoreUnavailable:
        return Outcome(problems={"": UNAVAILABLE})
    except Conflict as conflict:
        return Outcome(theirs=conflict.theirs)
