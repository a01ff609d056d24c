"""Signatures under charters: which edition each is for, and which of them count."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import edition as e
from core.metrics.signoff import endorses, in_force, signs, standing
from core.schema.columns import schema
from core.schema.tables import TABLES
from tests import builders as b

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
PROJECT, RESEARCH, MARKETING, HEAD = 5, 10, 20, 7
# What this charter was named when it was first signed: a release that names it otherwise would end every signature.
KNOWN = 4553361744254140037
NAMED = dict.fromkeys((*e.OF_PROJECT, *e.OF_PART))


def project(**values: Any) -> dict[str, Any]:
    return NAMED | {"id": PROJECT, "name": "新品上市", "ends_on": date(2027, 3, 1), "buffer_percent": 10.0, "status": "active"} | values


def part(department: int, **values: Any) -> dict[str, Any]:
    return NAMED | {"id": department, "project": PROJECT, "department": department, "part": "support"} | values


def frames(**rows: Any) -> dict[str, pl.DataFrame]:
    given = {"project": [project()], "participation": [part(RESEARCH), part(MARKETING)]} | rows
    declared = {name: schema(table) for name, table in TABLES.items()}
    return {
        name: pl.DataFrame([{key: row[key] for key in row.keys() & columns.keys()} for row in given.get(name, [])], schema=columns)
        for name, columns in declared.items()
    }


def signature(number: int, department: int | None, version: int, **values: Any) -> dict[str, Any]:
    own = {"id": number, "of": "project", "record": PROJECT, "project": PROJECT, "part": "head", "department": department}
    return own | {"record_version": version, "decision": "approve", "person": HEAD, "decided_at": NOW + timedelta(hours=number)} | values


def stands(**rows: Any) -> int:
    return e.standing(frames(**rows), [PROJECT])[PROJECT]


def states(*given: dict[str, Any], **rows: Any) -> dict[tuple[str, int | None], str]:
    told = standing(frames(signoff=given, **rows), PROJECT)
    return {(row["part"], row["department"]): row["state"] for row in told.iter_rows(named=True)}


def test_before_anybody_signs_all_are_waited_for() -> None:
    assert states() == {
        ("head", RESEARCH): "waiting",
        ("head", MARKETING): "waiting",
        ("manager", None): "waiting",
        ("leader", None): "waiting",
    }


def test_each_signature_counts_for_its_part_and_department() -> None:
    now = stands()
    given = (signature(1, RESEARCH, now), signature(2, None, now, part="leader"), signature(3, 30, now))
    assert [key for key, state in states(*given).items() if state == "signed"] == [("head", RESEARCH), ("leader", None)]


def test_the_newest_signature_counts() -> None:
    now = stands()
    assert states(signature(1, RESEARCH, now), signature(2, RESEARCH, now, decision="return"))["head", RESEARCH] == "returned"
    assert states(signature(2, RESEARCH, now), signature(1, RESEARCH, now, decision="reject"))["head", RESEARCH] == "signed"


def test_what_was_approved_before_lapses_and_what_was_sent_back_is_waited_for_again() -> None:
    old = stands(project=[project(goal="旧")])
    assert states(signature(1, RESEARCH, old))["head", RESEARCH] == "invalid"
    for decision in ("return", "reject"):
        assert states(signature(1, RESEARCH, old, decision=decision))["head", RESEARCH] == "waiting"
    assert states(signature(1, RESEARCH, stands()), signature(2, RESEARCH, old))["head", RESEARCH] == "invalid"


def test_a_charter_is_in_force_from_the_last_signature_of_a_department() -> None:
    now = stands()
    heads = [signature(1, RESEARCH, now), signature(3, MARKETING, now)]
    assert in_force(standing(frames(signoff=[*heads, signature(9, None, now, part="manager")]), PROJECT)) == NOW + timedelta(hours=3)
    assert in_force(standing(frames(signoff=heads[:1]), PROJECT)) is None
    assert in_force(standing(frames(participation=[]), PROJECT)) is None


def test_the_head_is_told_where_there_is_one_who_can_sign() -> None:
    headed = [{"id": RESEARCH, "head": HEAD}, {"id": MARKETING, "head": 8}]
    people = [{"id": HEAD, "active": True, "role": "leader"}, {"id": 8, "active": False, "role": "leader"}]
    assert standing(frames(department=headed, person=people), PROJECT)["head"].to_list() == [HEAD, None, None, None]


def test_who_signs_for_a_department() -> None:
    mine = b.nobody("contact", department=RESEARCH)
    assert signs(mine, RESEARCH, None)
    assert signs(mine, MARKETING, mine.id)
    assert not signs(mine, RESEARCH, HEAD)
    assert not signs(mine, MARKETING, None)
    assert not signs(b.nobody("viewer", department=RESEARCH), RESEARCH, 1)
    assert not signs(b.nobody("coordinator", department=RESEARCH), RESEARCH, None)


def test_who_signs_as_the_manager_and_as_a_leader() -> None:
    own, others = {"manager": 1, "coordinator": None}, {"manager": 2, "coordinator": 1}
    assert endorses(b.nobody("contact"), own, "manager")
    assert not endorses(b.nobody("leader"), others, "manager")
    assert endorses(b.nobody("leader"), others, "leader")
    assert not endorses(b.nobody("lead"), own, "leader")


def test_an_edition_is_what_the_charter_says_and_nothing_else() -> None:
    now = stands()
    assert stands(project=[project(status="done", number="XM-1", version=9, saved_at=NOW)]) == now
    assert stands(participation=[part(MARKETING, id=1), part(RESEARCH, id=2)]) == now
    for name in e.OF_PROJECT:
        other = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 1, 1), "buffer_percent": 12.0}.get(name)
        other = other or (99 if TABLES["project"].by_name[name].to else "另")
        assert stands(project=[project(**{name: other})]) != now, name
    for name in e.OF_PART:
        other = 99 if TABLES["participation"].by_name[name].to else "另"
        assert stands(participation=[part(RESEARCH), part(MARKETING) | {name: other}]) != now, name
    assert stands(participation=[part(RESEARCH)]) != now


def test_a_charter_is_named_alike_wherever_and_whenever_it_is_computed() -> None:
    named = e.edition(project(), [part(MARKETING), part(RESEARCH)])
    assert named == stands() == KNOWN
    assert 0 < named < 2**63


def test_texts_next_to_each_other_do_not_run_into_one() -> None:
    assert stands(project=[project(scope_in="a", scope_out="b")]) != stands(project=[project(scope_in="b", scope_out="a")])
    assert stands(project=[project(scope_in="a", scope_out=None)]) != stands(project=[project(scope_in=None, scope_out="a")])
    assert stands(participation=[part(RESEARCH, duties="a"), part(MARKETING)]) != stands(
        participation=[part(RESEARCH), part(MARKETING, duties="a")]
    )


def saved(seq: int, row: dict[str, Any], **values: Any) -> dict[str, Any]:
    return row | {"seq": seq, "removed": False, "saved_at": NOW + timedelta(hours=seq), "saved_by": HEAD} | values


def history(projects: list[dict[str, Any]], parts: list[dict[str, Any]]) -> list[e.Edition]:
    made = frames(project=projects, participation=parts)
    return e.editions(made["project"], made["participation"])


def test_editions_are_counted_from_the_first_and_skip_what_changes_nothing() -> None:
    told = history(
        [saved(1, project()), saved(3, project(status="done")), saved(5, project(goal="新"))],
        [saved(2, part(RESEARCH)), saved(4, part(MARKETING)), saved(6, part(MARKETING), removed=True)],
    )
    assert [(one.number, one.seq) for one in told] == [(1, 1), (2, 2), (3, 4), (4, 5), (5, 6)]
    assert [len(one.parts) for one in told] == [0, 1, 2, 2, 1]
    assert told[-1].name == stands(project=[project(goal="新")], participation=[part(RESEARCH)])
    assert (told[0].saved_at, told[0].saved_by) == (NOW + timedelta(hours=1), HEAD)


def test_a_project_launched_with_its_departments_has_one_edition() -> None:
    (told,) = history([saved(1, project())], [saved(1, part(RESEARCH)), saved(1, part(MARKETING))])
    assert len(told.parts) == 2


def test_what_changed_between_two_editions_is_told_field_by_field() -> None:
    before, *_, after = history(
        [saved(1, project()), saved(3, project(goal="新", ends_on=date(2027, 4, 1)))],
        [
            saved(1, part(RESEARCH)),
            saved(1, part(MARKETING)),
            saved(2, part(30)),
            saved(4, part(RESEARCH, duties="测试")),
            saved(5, part(MARKETING), removed=True),
        ],
    )
    assert {(one.department, one.field, one.before, one.after) for one in e.changes(before, after)} == {
        (None, "ends_on", date(2027, 3, 1), date(2027, 4, 1)),
        (None, "goal", None, "新"),
        (RESEARCH, "duties", None, "测试"),
        (MARKETING, "department", MARKETING, None),
        (30, "department", None, 30),
    }
    assert e.changes(after, after) == []


GOALS = st.sampled_from([None, "甲", "乙"])
STEPS = st.one_of(
    st.tuples(st.just("goal"), GOALS),
    st.tuples(st.just("duties"), st.sampled_from([RESEARCH, MARKETING]), GOALS),
    st.tuples(st.just("leave"), st.sampled_from([RESEARCH, MARKETING])),
    st.tuples(st.just("sign"), st.sampled_from([RESEARCH, MARKETING]), st.sampled_from(["approve", "return", "reject"])),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_a_department_counts_as_signed_exactly_when_its_newest_signature_approves_the_charter_as_it_stands(steps: list[Any]) -> None:
    goal: str | None = None
    duties: dict[int, str | None] = {RESEARCH: None, MARKETING: None}
    given: list[dict[str, Any]] = []
    # What each department read when it signed last, kept as it is instead of by a name.
    read: dict[int, tuple[str, object]] = {}

    def now() -> dict[str, Any]:
        return {"project": [project(goal=goal)], "participation": [part(some, duties=said) for some, said in duties.items()]}

    for kind, *what in steps:
        if kind == "goal":
            (goal,) = what
        elif kind == "duties":
            duties[what[0]] = what[1]
        elif kind == "leave":
            duties.pop(what[0], None)
        elif what[0] in duties:
            department, decision = what
            given.append(signature(len(given) + 1, department, stands(**now()), decision=decision))
            read[department] = (decision, (goal, frozenset(duties.items())))
    told = states(*given, **now())
    expected = {department for department in duties if read.get(department) == ("approve", (goal, frozenset(duties.items())))}
    assert {department for (seat, department), state in told.items() if seat == "head" and state == "signed"} == expected
    assert (in_force(standing(frames(signoff=given, **now()), PROJECT)) is not None) == (bool(duties) and expected == duties.keys())
