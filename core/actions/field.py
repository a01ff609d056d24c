"""Custom fields: made, relabelled and taken out of use; what records hold in them is never lost."""

import re
from collections.abc import Mapping

from core.actions.act import Act, Refused, acting
from core.custom import PREFIX, choices, columns, field
from core.documents.plan import heading
from core.schema.check import REQUIRED, clean, filled
from core.schema.tables import TABLES
from core.store.work import Row
from core.text import Text
from core.visit import Visit

FIXED = Text("建立后不能再改：请停用这个字段，另建一个", "It stays as it was made: take this field out of use and make another")
TAKEN = Text("“{label}”已有同名的字段", 'There is a field called "{label}" already')
NOT_A_LINE = Text("第 {number} 行不是“中文,英文”或“键,中文,英文”", 'Line {number} is neither "Chinese,English" nor "key,Chinese,English"')
TWICE = Text("选项“{word}”出现了两次", '"{word}" is there twice')
TOO_LONG = Text("选项“{word}”太长：键最多 40 个字符，名称最多 60 个", '"{word}" is too long: a key has up to 40 characters, a name 60')
NO_CHOICES = Text("只有“单选”才有选项", "Only a choice has choices")
IN_USE = Text(
    "有 {count} 条记录选了“{word}”：可以改名，不能去掉", '{count} record(s) with "{word}": it can be renamed, but not be taken away'
)
_LONGEST_KEY, _LONGEST_WORD, _LONGEST_NAME = 40, 60, 24
_FIXED = ("of", "name", "kind")


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Make a field for the records of a table, or change one; its table, kind and name stay. Returns its id. Raises Refused, Conflict."""
    with acting(visit, "change" if record else "add", key) as act:
        act.allow("rules.edit")
        given = {name: clean(value) for name, value in values.items() if name != "name"}
        before = {} if record is None else act.work.row("field", record)
        after = act.after("field", record, given)
        others = [row for row in act.work.find("field", of=after["of"]) if row["id"] != record]
        if record is None:
            given["name"] = after["name"] = _name(after, others)
        found = act.problems("field", record, after) | _labels(after, others)
        found |= {name: FIXED for name in _FIXED if before and after[name] != before[name]}
        if not found.keys() & {"of", "kind", "choices"}:
            try:
                given["choices"] = _choices(act, before, after)
            except Refused as refused:
                found |= refused.problems
        if found:
            raise Refused(found)
        if record is None:
            return act.add("field", given)
        act.change("field", record, base, given)
        return record


def _name(after: Row, others: list[Row]) -> str:
    """A name nobody types, made of the English label: what the values lie under for good, whatever the labels become."""
    words = re.sub(r"[^a-z0-9]+", "_", str(after["label_en"] or "").lower()).strip("_")[:_LONGEST_NAME] or "field"
    taken, name, number = {row["name"] for row in others}, f"{PREFIX}{words}", 1
    while name in taken:
        number += 1
        name = f"{PREFIX}{words}_{number}"
    return name


def _labels(after: Row, others: list[Row]) -> dict[str, Text]:
    """The labels that another field of the table goes by: an import could not tell the two apart."""
    if after["of"] not in TABLES:
        return {}
    declared = TABLES[str(after["of"])].fields
    words = {word for one in declared for word in (one.name, one.label.zh, one.label.en, *one.aliases)}
    words |= {str(row[name]) for row in others for name in ("label_zh", "label_en")}
    taken = {heading(word) for word in words}
    return {
        name: TAKEN.filled(label=after[name])
        for name in ("label_zh", "label_en")
        if after[name] is not None and heading(str(after[name])) in taken
    }


def _choices(act: Act, before: Mapping[str, object], after: Row) -> str | None:
    """The choices as kept, each with its key. Raises Refused where they cannot be read or told apart, or records have a lost one."""
    declared = act.visit.ledger.tables["field"].by_name["choices"]
    if after["kind"] != "choice":
        if after["choices"] is not None:
            raise Refused({"choices": NO_CHOICES})
        return None
    try:
        entries = choices(str(after["choices"] or ""))
    except ValueError as error:
        raise Refused({"choices": NOT_A_LINE.filled(number=error.args[0])}) from error
    if not entries:
        raise Refused({"choices": filled(REQUIRED, declared)})
    for words in ([one.key for one in entries], [one.label.zh for one in entries], [one.label.en for one in entries]):
        twice = [word for place, word in enumerate(words) if word in words[:place]]
        if twice:
            raise Refused({"choices": TWICE.filled(word=twice[0])})
    for one in entries:
        if len(one.key) > _LONGEST_KEY or max(len(one.label.zh), len(one.label.en)) > _LONGEST_WORD:
            raise Refused({"choices": TOO_LONG.filled(word=one.label.zh)})
    if before:
        _none_lost(act, before, {one.key for one in entries})
    return "\n".join(f"{one.key},{one.label.zh},{one.label.en}" for one in entries)


def _none_lost(act: Act, before: Mapping[str, object], keys: set[str]) -> None:
    made = field(before)
    held = columns(act.visit.ledger.snapshot()[str(before["of"])], [made])[made.name]
    for one in choices(str(before["choices"])):
        count = held.filter(held == one.key).len()
        if one.key not in keys and count:
            raise Refused({"choices": IN_USE.filled(count=count, word=one.label.zh)})
