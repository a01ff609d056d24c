"""The documents of a project: listed with where each is kept, changed, taken out of the list."""

import re
from collections.abc import Mapping

from core.actions.act import Refused, acting
from core.schema.check import clean
from core.text import Text
from core.visit import Visit

NOT_A_LINK = Text("请填写以 http 或 https 开头的完整网址", "Give a whole address, beginning with http or https")

_LINK = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


def keep(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a document to a project's list, or change one. Returns its id. Raises Forbidden, Refused, Conflict, Missing, AlreadySaved."""
    with acting(visit, "change" if record else "add", key) as act:
        after = act.after("document", record, values)
        act.allow("document.keep", after)
        cleaned = {name: clean(value) for name, value in after.items()}
        if cleaned["link"] is not None and not is_link(cleaned["link"]):
            raise Refused({**act.problems("document", record, cleaned), "link": NOT_A_LINK})
        if record is None:
            return act.add("document", values)
        act.allow("document.keep", act.work.row("document", record))
        act.change("document", record, base, values)
        return record


def drop(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a document out of its project's list; its history stays. Raises Forbidden, Conflict, Missing, AlreadySaved."""
    with acting(visit, "remove", key) as act:
        act.allow("document.keep", act.work.row("document", record))
        act.work.remove("document", record, base)


def is_link(given: object) -> bool:
    """Whether this is the address of a page on the web, and nothing that a browser would run."""
    return _LINK.fullmatch(str(given or "")) is not None
