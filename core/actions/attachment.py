"""Files attached to records: put beside one, taken away again, and fetched by whoever may read it."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

import polars as pl

from core.actions.act import Act, Refused, acting
from core.documents import kinds
from core.schema.check import LENGTHS, clean
from core.schema.field import Kind
from core.store.engine import StoreUnavailable
from core.store.files import Files
from core.store.work import Missing, Row
from core.text import Text
from core.visit import Visit

LOG = logging.getLogger("tongpin.files")

MOST_BYTES = 20 * 2**20
MOST_FILES = 20

# What may have attachments, and what one must be allowed to do to a record to attach a file or remove one: to change it.
CHANGED_BY: Mapping[str, str] = MappingProxyType(
    {
        "request": "request.apply",
        "issue": "issue.handle",
        "risk": "risk.handle",
        "project": "project.plan",
        "document": "document.keep",
        "retrospective": "retrospective.write",
        "article": "article.write",
        "resource_request": "resource.ask",
        "deliverable": "delivery.submit",
        "acceptance": "delivery.accept",
        "meeting": "meeting.plan",
    }
)

NO_FILE = Text("请选择文件", "Choose a file")
TOO_LARGE = Text(f"“{{name}}”超过 {MOST_BYTES >> 20} MB", f'"{{name}}" is larger than {MOST_BYTES >> 20} MB')
TOO_MANY = Text(
    f"每条记录最多 {MOST_FILES} 个附件，已有 {{there}} 个", f"A record may have {MOST_FILES} attachments; there are {{there}} already"
)
NOT_KEPT = Text("文件存储暂时不可用，请稍后再保存", "The files cannot be kept just now: please save again later")

# What Windows refuses in a name, and what would part it.
_UNFIT = re.compile(r'[<>:"|?*\t\n]')


@dataclass(frozen=True)
class Upload:
    """A file as it was given: its name and its bytes. Neither is trusted."""

    name: str
    data: bytes


def attach(visit: Visit, files: Files, table: str, record: int, uploads: Sequence[Upload], key: str = "") -> list[int]:
    """Put files beside a record, all of them or none; its version stays as it is. Returns their ids.

    Raises Refused with the problems by position, Forbidden, Missing, AlreadySaved.
    """
    given = [(named(upload.name), upload.data) for upload in uploads]
    # Whoever may not attach fills no disk; asked again where it is saved.
    with acting(visit, "attach") as act:
        _may_attach(act, table, record, len(given))
    problems = {str(position): text for position, (name, data) in enumerate(given) if (text := _problem(name, data)) is not None}
    if problems or not given:
        raise Refused(problems or {"": NO_FILE})
    try:
        # Before the save: bytes without a record harm nobody, a record without its bytes would.
        kept = [files.put(data) for _, data in given]
    except StoreUnavailable as unavailable:
        LOG.exception("an attachment could not be kept")
        raise Refused({"": NOT_KEPT}) from unavailable
    with acting(visit, "attach", key) as act:
        _may_attach(act, table, record, len(given))
        return [
            act.add(
                "attachment",
                {
                    "of": table,
                    "record": record,
                    "name": name,
                    "media_type": kinds.KINDS[kinds.ending(name)].media_type,
                    "size": len(data),
                    "hash": content,
                },
            )
            for (name, data), content in zip(given, kept, strict=True)
        ]


def remove(visit: Visit, attachment: int, key: str = "") -> None:
    """Take a file away from its record; its bytes stay, for the history. Raises Forbidden, Missing."""
    with acting(visit, "remove", key) as act:
        row = act.work.row("attachment", attachment)
        _may_change(act, str(row["of"]), row["record"])
        act.work.remove("attachment", attachment, None)


def fetched(files: Files, visit: Visit, attachment: int) -> tuple[Row, IO[bytes]]:
    """An attachment and its bytes, to be closed, for whoever may read its record. Raises Missing, Lost, StoreUnavailable."""
    row = _standing(visit, "attachment", attachment)
    record = _standing(visit, str(row["of"]), row["record"])
    if not visit.may("dashboard.read", record):
        raise Missing(f"attachment {attachment}")
    return row, files.open(str(row["hash"]))


def named(name: str) -> str:
    """A file's name as it is kept: without folders and unseen characters, fit for any system, its ending kept where it is cut."""
    last = str(clean(name.replace("\\", "/")) or "").rpartition("/")[2]
    fit = _UNFIT.sub("_", last).strip(" .")
    stem, dot, tail = fit.rpartition(".")
    room = LENGTHS[Kind.TEXT] - len(dot + tail)
    return fit if len(fit) <= LENGTHS[Kind.TEXT] or room <= 0 else stem[:room] + dot + tail


def _problem(name: str, data: bytes) -> Text | None:
    if len(data) > MOST_BYTES:
        return TOO_LARGE.filled(name=name)
    return kinds.problem(name, data)


def _may_attach(act: Act, table: str, record: object, count: int) -> None:
    _may_change(act, table, record)
    there = len(act.work.find("attachment", of=table, record=record))
    if there + count > MOST_FILES:
        raise Refused({"": TOO_MANY.filled(there=there)})


def _may_change(act: Act, table: str, record: object) -> None:
    if table not in CHANGED_BY:
        raise Missing(f"{table} has no attachments")
    act.allow(CHANGED_BY[table], act.work.row(table, record))


def _standing(visit: Visit, table: str, record: object) -> Row:
    found = visit.frames[table].filter(pl.col("id") == record)
    if found.is_empty():
        raise Missing(f"{table} {record}")
    return found.row(0, named=True)
