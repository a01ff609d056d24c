"""A risk's life: reported, answered with a plan, reassessed, closed or come true."""

from collections.abc import Mapping

from core.actions.act import Act, Refused, acting
from core.actions.numbering import next_number
from core.metrics.risk import Bands
from core.schema.check import clean
from core.store.work import Row
from core.text import Text
from core.visit import Visit

CLOSED = Text("风险已关闭", "The risk is closed")
NEEDS_RESPONSE = Text("请填写应对措施", "Please give the response")
NEEDS_STRATEGY = Text("请选择应对策略", "Please choose a strategy")


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


def close(visit: Visit, record: int, base: int | None, occurred: bool = False, key: str = "") -> None:
    """Close a risk: it has passed, or it has come true."""
    with acting(visit, "occur" if occurred else "close", key) as act:
        _open(act, record)
        act.change("risk", record, base, {"status": "occurred" if occurred else "closed", "closed_at": visit.now})


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
