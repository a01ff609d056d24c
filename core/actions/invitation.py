"""Inviting people without an account to a survey, and taking their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

import polars as pl

from core.access import NOBODY, Person
from core.actions import goal
from core.actions.act import Act, Refused, RefusedRows, acting, plural
from core.store.invitations import Invitation, Invitations
from core.store.ledger import Ledger
from core.store.work import AlreadySaved, Row
from core.text import Language, Text
from core.visit import Visit

# Links made in one go.
MOST = 100
# A role without a single permission: whoever holds a link.
GUEST = "guest"

NOT_VALID = Text(
    "这个链接无效：可能已经提交过、已过期，或地址不完整", "This link is not valid: it has been used, has run out, or is not complete"
)
CLOSED = Text("调查已截止，不能再邀请", "The survey is closed: nobody can be invited any more")
HOW_MANY = Text(f"链接数应在 1 到 {MOST} 之间", f"Make between 1 and {MOST} links")
NO_SUCH_DEPARTMENT = Text("没有这个部门", "There is no such department")
NOBODY_TO_RATE = Text("该调查只评这个部门自己，无需邀请", "The survey is about this department alone: it has nobody to rate")
NO_SCORE = Text("请至少给一个部门评分", "Please score at least one department")
SCORE_FIRST = Text("请先评分", "Please give a score too")
TWICE = Text("每个部门只评一次", "Each department is scored once")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the holder of a link is asked: the survey, and the departments to rate."""

    survey: int
    title: str
    kind: str
    departments: tuple[int, ...]


def as_guest(ledger: Ledger, language: Language, now: datetime) -> Visit:
    """The visit of somebody without an account."""
    return Visit(ledger, Person(NOBODY, "", GUEST, None, can_decide=False, projects=frozenset()), language, now)


def invite(visit: Visit, invitations: Invitations, survey: int, count: int, department: int | None = None, key: str = "") -> list[str]:
    """Make that many one-time tokens for a survey, valid until it closes; department is whose answers they will be, if that is known.

    Raises Forbidden, Refused, Missing, AlreadySaved. The tokens are kept nowhere: this is the only time they are seen.
    """
    with acting(visit, "invite", key) as act:
        row = act.work.row("survey", survey)
        act.allow("survey.plan", row)
        problems: dict[str, Text] = {}
        if visit.local(visit.now).date() > cast(date, row["closes_on"]):
            problems[""] = CLOSED
        if not 1 <= count <= MOST:
            problems["count"] = HOW_MANY
        if department is not None and not act.work.stands("department", department):
            problems["department"] = NO_SUCH_DEPARTMENT
        elif not _rated(row, department):
            problems["department"] = NOBODY_TO_RATE
        if problems:
            raise Refused(problems)
        # A version of its own, so that the survey's history tells who has invited and when.
        act.change("survey", survey, None, {})
    return invitations.issue(count, Invitation(survey, department, visit.now, visit.person.id))


def unused(invitations: Invitations, visit: Visit, survey: int) -> int:
    """How many links of a survey nobody has used yet."""
    return sum(invitations.unused(survey, _began(visit.ledger, survey)).values())


def asked(invitations: Invitations, guest: Visit, token: str) -> Asked | None:
    """What a link asks its holder today; None when it is unknown or used, or its survey is gone or not open."""
    invitation = invitations.find(token)
    if invitation is None:
        return None
    found = guest.frames["survey"].filter(pl.col("id") == invitation.survey)
    if found.is_empty() or invitation.issued_at < _began(guest.ledger, invitation.survey):
        return None
    row = found.row(0, named=True)
    if not _open(guest, row):
        return None
    return Asked(row["id"], row["title"], row["kind"], tuple(_rated(row, invitation.department)))


def answer(invitations: Invitations, guest: Visit, token: str, scores: Sequence[Mapping[str, object]], key: str = "") -> list[int]:
    """Save the scores of a link's holder, each with department, score and comment, and use the link up. Returns the answers' ids.

    Raises Refused, and RefusedRows by position in scores; then nothing is saved and the link is still good. Raises AlreadySaved for the
    same key, when what was thought lost had been saved after all.
    """
    problems = {place: {"score": SCORE_FIRST} for place, given in enumerate(scores) if given.get("score") is None}
    plural(problems)
    if not scores:
        raise Refused({"": NO_SCORE})
    # The token first: who deletes it was first, on whichever server. A save inside that transaction would wait for those that wait for it.
    invitation = invitations.take(token)
    if invitation is None:
        raise Refused({"": NOT_VALID})
    try:
        return _save(guest, invitation, scores, key)
    except AlreadySaved:
        raise
    except Exception:
        invitations.give_back(token, invitation)
        raise


def _save(guest: Visit, invitation: Invitation, scores: Sequence[Mapping[str, object]], key: str) -> list[int]:
    with acting(guest, "answer", key) as act:
        survey = act.linked("survey", invitation.survey)
        if not survey or not _open(guest, survey) or invitation.issued_at < _began(guest.ledger, invitation.survey):
            raise Refused({"": NOT_VALID})
        problems: dict[int, Mapping[str, Text]] = {}
        seen: set[object] = set()
        for place, given in enumerate(scores):
            try:
                goal.fits(act, survey, given, invitation.department)
                if given.get("department") in seen:
                    raise Refused({"department": TWICE})
            except Refused as refused:
                problems[place] = refused.problems
            seen.add(given.get("department"))
        plural(problems)
        return [_add(act, survey, invitation, given, place) for place, given in enumerate(scores)]


def _add(act: Act, survey: Row, invitation: Invitation, given: Mapping[str, object], place: int) -> int:
    said = {name: given.get(name) for name in ("department", "score", "comment")}
    own = {"survey": survey["id"], "rater": None, "rater_department": invitation.department, "answered_at": act.visit.now}
    try:
        return act.add("answer", {**said, **own})
    except Refused as refused:
        raise RefusedRows({place: refused.problems}) from refused


def _open(guest: Visit, survey: Mapping[str, object]) -> bool:
    return cast(date, survey["opens_on"]) <= guest.local(guest.now).date() <= cast(date, survey["closes_on"])


def _rated(survey: Mapping[str, object], department: int | None) -> list[int]:
    return [rated for rated in cast(list[int], survey["about"] or []) if rated != department]


def _began(ledger: Ledger, survey: int) -> datetime:
    """When a survey was first saved: an older link was for one that went with the demo company, and whose number was given again."""
    return cast(datetime, ledger.history("survey", survey)["saved_at"][0])
