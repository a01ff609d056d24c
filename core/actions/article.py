"""Articles of the knowledge base: written, changed, taken out."""

import re
from collections.abc import Mapping

from core.actions.act import acting
from core.visit import Visit

_APART = re.compile(r"[,，、;；#\n]+")


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Write an article of one's own, or change one. Returns its id. Raises Forbidden, Refused, Conflict, Missing, AlreadySaved."""
    values = {**values, "tags": tags(values["tags"])} if "tags" in values else values
    with acting(visit, "change" if record else "write", key) as act:
        if record is None:
            own = {"author": visit.person.id}
            act.allow("article.write", own)
            return act.add("article", {**values, **own})
        act.allow("article.write", act.work.row("article", record))
        act.change("article", record, base, {name: value for name, value in values.items() if name != "author"})
        return record


def remove(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take an article out of the knowledge base; its history stays. Raises Forbidden, Conflict, Missing."""
    with acting(visit, "remove", key) as act:
        act.allow("article.write", act.work.row("article", record))
        act.work.remove("article", record, base)


def tags(given: object) -> str:
    """Tags as they are kept: each once, with a comma between them, whatever was typed there."""
    words = (word.strip() for word in _APART.split(str(given or "")))
    return ",".join(dict.fromkeys(word for word in words if word))
