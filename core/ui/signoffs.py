"""The sign-off of a charter on its project's page: who has signed it as it stands, what has changed since, and the form to sign."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from core.actions import signoff
from core.actions.act import Refused
from core.metrics import edition
from core.metrics.edition import Edition
from core.metrics.signoff import endorses, in_force, signs, standing
from core.metrics.todo import LIVE
from core.store.engine import StoreUnavailable
from core.store.work import Conflict
from core.text import Text
from core.ui import away, shown, signed, where
from core.ui.form import Done, Filled, form
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("章程签字", "Sign-off")
IN_FORCE = Text(
    "章程自 {when} 起生效：{count} 个部门都已签署当前第 {edition} 版",
    "In force since {when}: every department ({count}) has signed edition {edition}",
)
NOT_YET = Text(
    "章程尚未生效：{count} 个部门中 {signed} 个已签署当前第 {edition} 版",
    "Not in force yet: edition {edition} signed by {signed} of {count} department(s)",
)
NOBODY = Text("先登记参与部门，才能签字。", "Name the departments that take part: then they can sign.")
SIGN_AS = {
    "head": Text("请您代表 {department} 签字", "Please sign for {department}"),
    "manager": Text("以项目负责人签字", "Sign as the manager"),
    "leader": Text("以分管领导签字", "Sign as a leader"),
}
AGAIN = Text("您已就当前版本签字，可以改签", "You have signed this edition; you may sign differently")
DECISIONS = {"approve": Text("同意并签字", "Approve and sign"), "return": Text("退回修改", "Return"), "reject": Text("不同意", "Reject")}
MOVED = Text("章程刚有变更，请看过最新内容再签字", "The charter has just changed: please read it as it stands before you sign")

Sign = Callable[[Visit, str, str, str], object]


def of(visit: Visit, row: dict[str, Any]) -> None:
    """The state of every signature under a project's charter, and the forms of those that the visitor may give."""
    st.markdown(f"**{visit.say(TITLE)}**")
    rows = standing(visit.frames, row["id"])
    if rows.filter(pl.col("part") == "head").is_empty():
        st.caption(visit.say(NOBODY))
        return
    try:
        known = _editions(visit, row["id"])
    except StoreUnavailable:
        away.instead(visit.language)
        return
    _summary(visit, rows, known[-1])
    signed.table(visit, rows, known)
    signed.since(visit, rows, known)
    if row["status"] in LIVE and visit.past is None:
        _forms(visit, row, rows, known[-1].name)
    signed.every(visit, row["id"], known)


def _editions(visit: Visit, project: int) -> list[Edition]:
    def make() -> list[Edition]:
        versions = visit.ledger.history("project", project), visit.ledger.history("participation", project, "project")
        # No further than what this page shows: another server may have saved since, and nobody signs what he has not read.
        shown_here = pl.col("seq") <= visit.frames.position
        if visit.past is not None:
            shown_here &= pl.col("saved_at") <= visit.past
        return edition.editions(*(frame.filter(shown_here) for frame in versions))

    return visit.once("charter.editions", make, project, of=("project", "participation"))


def _summary(visit: Visit, rows: pl.DataFrame, now: Edition) -> None:
    seats = rows.filter(pl.col("part") == "head")
    since, count = in_force(rows), seats.height
    if since is not None:
        when = visit.local(since).strftime("%Y-%m-%d %H:%M")
        st.success(visit.say(IN_FORCE, when=when, count=count, edition=now.number), icon=":material/verified:")
        return
    done = seats.filter(pl.col("state") == "signed").height
    st.info(visit.say(NOT_YET, count=count, signed=done, edition=now.number), icon=":material/pending_actions:")


def _forms(visit: Visit, row: dict[str, Any], rows: pl.DataFrame, now: int) -> None:
    seats = rows.filter(pl.col("part") == "head").iter_rows(named=True)
    mine = [one for one in seats if signs(visit.person, one["department"], one["head"])]
    if mine:
        names = visit.say(shown.AND).join(visit.name("department", one["department"]) for one in mine)
        title = visit.say(SIGN_AS["head"], department=plain(names))
        _form(visit, row, "head", title, now, again=all(one["record_version"] == now for one in mine))
    for one in rows.filter(pl.col("part") != "head").iter_rows(named=True):
        if endorses(visit.person, row, one["part"]):
            again = one["record_version"] == now and one["person"] == visit.person.id
            _form(visit, row, one["part"], visit.say(SIGN_AS[one["part"]]), now, again=again)


def _form(visit: Visit, row: dict[str, Any], part: str, title: str, now: int, *, again: bool) -> None:
    record = row["id"]

    def sign(then: Visit, decision: str, comment: str, key: str) -> None:
        signoff.sign(then, record, now, decision, comment, part, key)

    def done(then: Visit, _: int | None) -> None:
        where.show(then, record)

    with st.expander(title, icon=":material/draw:", expanded=part == "head" and not again):
        if again:
            st.caption(visit.say(AGAIN))
        ask(visit, record, f"signoff.{record}.{part}", now, sign, done, MOVED)


def ask(visit: Visit, project: int, name: str, now: int, sign: Sign, done: Done, moved: Text) -> None:
    """Draw the form that signs an edition of something of a project; sign gets the decision, the comment and the key of the click.

    moved is said when it says something else by now.
    """
    before = visit.frames["signoff"].filter(pl.col("project") == project).height

    def save(then: Visit, filled: Filled) -> None:
        try:
            # The same words under another edition, or after another signature, are not the same click.
            sign(then, filled.button, filled.values["comment"] or "", f"{filled.key}.{now}.{before}")
        except Conflict as conflict:
            raise Refused({"": moved}) from conflict

    form(visit, "signoff", name, save, done, fields=("comment",), buttons=DECISIONS)
