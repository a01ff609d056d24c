"""A risk's life: reported, answered with a plan, reassessed, closed or come true."""

from collections.abc import Mapping

from core.actions import issue
from core.actions.act import Act, Refused, acting
from core.actions.numbering import next_number
from core.metrics.risk import Bands
from core.schema.check import LENGTHS, clean
from core.schema.field import Kind
from core.store.work import Row
from core.text import Text
from core.visit import Visit

CLOSED = Text("风险已关闭", "The risk is closed")
NOT_CLOSED = Text("风险尚未关闭", "The risk is not closed")
NEEDS_RESPONSE = Text("请填写应对措施", "Please give the response")
NEEDS_STRATEGY = Text("请选择应对策略", "Please choose a strategy")
FROM_RISK = Text("由风险 {number} 转为问题。", "From the risk {number}.")


def report(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Put a risk on the register; a high one starts the clock for its response plan. Returns its id."""
    with acting(visit, "report", key) as act:
        act.allow("risk.report", values)
        own = {"number": next_number(act, "risk"), "reporter": visit.person.id, "identified_at": visit.now, "status": "open"}
        return act.add("risk", {**values, **own, **_clock(visit, values, {})})


def change(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> None:
    """Change or reassess an open risk; becoming high starts the clock, ceasing to be stops it."""
    with acting(visit, "change", key) as act:
        row = _open(act, record)
        act.change("risk", record, base, {**values, **_clock(visit, {**row, **values}, row)})


def respond(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> None:
    """Submit the response plan: strategy, measures and what risk would remain."""
    with acting(visit, "plan", key) as act:
        row = _open(act, record)
        problems = {}
        if not values.get("strategy"):
            problems["strategy"] = NEEDS_STRATEGY
        if not clean(values.get("response")):
            problems["response"] = NEEDS_RESPONSE
        if problems:
            raise Refused(problems)
        act.change("risk", record, base, {**values, "plan_submitted_at": row["plan_submitted_at"] or visit.now, "status": "watching"})


def close(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Close a risk that has passed."""
    with acting(visit, "close", key) as act:
        _open(act, record)
        act.change("risk", record, base, {"status": "closed", "closed_at": visit.now})


def occur(visit: Visit, record: int, base: int | None, key: str = "") -> int:
    """End a risk that has come true: it goes on as an issue that says so. Returns the issue's id."""
    with acting(visit, "occur", key) as act:
        row = _open(act, record)
        act.change("risk", record, base, {"status": "occurred", "closed_at": visit.now})
        return issue.begin(act, _as_issue(visit, row))


def reopen(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Watch a closed risk again; one that is high and has no plan is given the time for it anew."""
    with acting(visit, "reopen", key) as act:
        row = act.work.row("risk", record)
        act.allow("risk.handle", row)
        if row["status"] not in {"closed", "occurred"}:
            raise Refused({"": NOT_CLOSED})
        planned = row["plan_submitted_at"] is not None
        clock = {} if planned else _clock(visit, row, {})
        act.change("risk", record, base, {"status": "watching" if planned else "open", "closed_at": None, **clock})


def _as_issue(visit: Visit, row: Row) -> Row:
    said = [visit.say(FROM_RISK, number=row["number"]), row["description"]]
    return {
        **{name: row[name] for name in ("title", "project", "task", "owner")},
        "kind": "problem",
        # What was rated with the highest impact is not to wait a day for its answer.
        "level": "urgent" if row["impact"] == 5 else "normal",
        "departments": [row["department"]],
        "found_at": visit.now,
        "description": "\n".join(str(text) for text in said if text)[: LENGTHS[Kind.LONG_TEXT]],
        "proposal": row["response"],
    }


def _open(act: Act, record: int) -> Row:
    row = act.work.row("risk", record)
    act.allow("risk.handle", row)
    if row["status"] in {"closed", "occurred"}:
        raise Refused({"": CLOSED})
    return row


def _clock(visit: Visit, values: Mapping[str, object], row: Mapping[str, object]) -> dict[str, object]:
    probability, impact = values.get("probability"), values.get("impact")
    if not isinstance(probability, int) or not isinstance(impact, int):
        return {}
    if probability * impact < Bands().high_from:
        return {"became_high_at": None} if row.get("plan_submitted_at") is None else {}
    return {"became_high_at": row.get("became_high_at") or visit.now}
