"""Sessions: one-time tickets, ends that hold, guesses that are counted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core.store.sessions import Attempt, Locked, Sessions
from tests import engines
from tests.engines import Counted

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LI, WANG = 1, 2


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def engine() -> Iterator[Counted]:
    engine = Counted(engines.fresh())
    yield engine
    engine.close()


@pytest.fixture
def sessions(engine: Counted) -> Sessions:
    sessions = Sessions(engine)
    sessions.set_password(LI, "hash of li", None, NOON)
    sessions.set_password(WANG, "hash of wang", LI, NOON, must_change=True)
    return sessions


def sign_in(sessions: Sessions, person: int = LI, at: datetime = NOON) -> str:
    token = sessions.redeem(sessions.issue_ticket(person, at), at)
    assert token is not None
    return token


def test_the_newest_password_counts(sessions: Sessions) -> None:
    assert sessions.set_password(LI, "newer", LI, NOON + minutes(1)) == 2
    known = sessions.credential(LI)
    assert known is not None
    assert (known.version, known.hash, known.must_change) == (2, "newer", False)
    assert sessions.credential(3) is None


def test_a_first_password_given_by_somebody_else_can_be_marked_to_be_changed(sessions: Sessions) -> None:
    known = sessions.credential(WANG)
    assert known is not None
    assert (known.must_change, known.set_by, known.set_at) == (True, LI, NOON)


def test_nobody_can_sign_in_before_the_first_password(engine: Counted) -> None:
    sessions = Sessions(engine)
    assert not sessions.has_passwords()
    sessions.set_password(LI, "hash", None, NOON)
    assert sessions.has_passwords()


def test_a_ticket_opens_one_session(sessions: Sessions) -> None:
    ticket = sessions.issue_ticket(LI, NOON)
    token = sessions.redeem(ticket, NOON + timedelta(seconds=29))
    assert token is not None
    assert sessions.person_of(token, NOON + minutes(1)) == LI
    assert sessions.redeem(ticket, NOON + timedelta(seconds=29)) is None


def test_a_ticket_is_worth_nothing_after_thirty_seconds(sessions: Sessions) -> None:
    assert sessions.redeem(sessions.issue_ticket(LI, NOON), NOON + timedelta(seconds=30)) is None


def test_a_ticket_is_worth_nothing_after_the_password_changed(sessions: Sessions) -> None:
    ticket = sessions.issue_ticket(LI, NOON)
    sessions.set_password(LI, "newer", LI, NOON)
    assert sessions.redeem(ticket, NOON) is None


def test_parallel_uses_of_one_ticket_open_one_session(sessions: Sessions) -> None:
    ticket = sessions.issue_ticket(LI, NOON)
    with ThreadPoolExecutor(8) as pool:
        tokens = list(pool.map(lambda _: sessions.redeem(ticket, NOON), range(8)))
    assert sum(token is not None for token in tokens) == 1


@pytest.mark.parametrize("word", ["", "x", "A" * 43, "é" * 43, "A" * 100_000])
def test_an_unknown_word_opens_nothing(sessions: Sessions, word: str) -> None:
    assert sessions.redeem(word, NOON) is None
    assert sessions.person_of(word, NOON) is None


def test_neither_tickets_nor_tokens_nor_typed_user_names_are_kept_readable(sessions: Sessions, engine: Counted) -> None:
    ticket = sessions.issue_ticket(LI, NOON)
    token = sign_in(sessions)
    sessions.may_try("my password by mistake", "10.0.0.1", NOON)
    kept = str([engine.rows(f"SELECT * FROM {table}") for table in ("ticket", "session", "attempt")])
    assert not [secret for secret in (ticket, token, "my password by mistake") if secret in kept]


def test_an_ended_session_stays_ended(sessions: Sessions, engine: Counted) -> None:
    token, other = sign_in(sessions), sign_in(sessions)
    assert sessions.person_of(token, NOON) == LI
    sessions.end(token, NOON)
    sessions.end(token, NOON)
    assert sessions.person_of(token, NOON) is None
    assert Sessions(engine).person_of(token, NOON) is None
    assert sessions.person_of(other, NOON) == LI


def test_ending_all_sessions_of_a_person_leaves_the_others_in(sessions: Sessions) -> None:
    mine, again, others = sign_in(sessions), sign_in(sessions), sign_in(sessions, WANG)
    ticket = sessions.issue_ticket(LI, NOON)
    sessions.end_all(LI, NOON)
    assert [sessions.person_of(token, NOON) for token in (mine, again, others)] == [None, None, WANG]
    assert sessions.redeem(ticket, NOON) is None


def test_a_new_password_ends_the_sessions_under_the_old_one(sessions: Sessions) -> None:
    token = sign_in(sessions)
    assert sessions.person_of(token, NOON) == LI
    sessions.set_password(LI, "newer", WANG, NOON)
    assert sessions.person_of(token, NOON) is None


def test_a_session_ends_when_it_is_not_used_for_half_an_hour(sessions: Sessions) -> None:
    token = sign_in(sessions)
    assert sessions.person_of(token, NOON + minutes(29)) == LI
    assert sessions.person_of(token, NOON + minutes(58)) == LI
    assert sessions.person_of(token, NOON + minutes(88)) is None


def test_the_limit_of_idleness_can_be_set(sessions: Sessions) -> None:
    token = sign_in(sessions)
    assert sessions.person_of(token, NOON + minutes(6), idle=minutes(5)) is None
    assert sessions.person_of(token, NOON + minutes(6), idle=minutes(10)) == LI


def test_a_session_ends_after_twelve_hours_however_busy(sessions: Sessions) -> None:
    token = sign_in(sessions)
    seen = [sessions.person_of(token, NOON + minutes(20 * step)) for step in range(37)]
    assert seen == [LI] * 36 + [None]


def test_a_session_outlives_the_process(sessions: Sessions, engine: Counted) -> None:
    token = sign_in(sessions)
    sessions.person_of(token, NOON + minutes(25))
    assert Sessions(engine).person_of(token, NOON + minutes(50)) == LI


@engines.embedded
def test_reruns_cost_no_read_and_at_most_one_write_a_minute(sessions: Sessions, engine: Counted) -> None:
    token = sign_in(sessions)
    sessions.person_of(token, NOON)
    sessions.credential(LI)
    engine.reads = engine.writes = 0
    for second in range(180):
        assert sessions.person_of(token, NOON + timedelta(seconds=second)) == LI
        assert sessions.credential(LI) is not None
    assert (engine.reads, engine.writes) == (0, 2)


def test_where_other_processes_write_too_every_rerun_asks_the_database(sessions: Sessions, engine: Counted) -> None:
    engine.alone = False
    elsewhere = Sessions(engine)
    token = sign_in(sessions)
    assert sessions.person_of(token, NOON) == LI
    elsewhere.end(token, NOON)
    assert sessions.person_of(token, NOON) is None


def test_a_full_disk_signs_nobody_out(sessions: Sessions, engine: Counted) -> None:
    token = sign_in(sessions)
    engine.full = True
    assert [sessions.person_of(token, NOON + minutes(20 * step)) for step in range(1, 4)] == [LI] * 3


def test_five_failures_lock_a_user_name_known_or_not_until_they_are_fifteen_minutes_old(sessions: Sessions) -> None:
    for guess in range(5):
        assert isinstance(sessions.may_try("nobody", f"10.0.0.{guess}", NOON + minutes(guess)), Attempt)
    assert sessions.may_try("nobody", "10.0.0.9", NOON + minutes(5)) == Locked(NOON + minutes(15))
    assert isinstance(sessions.may_try("somebody else", "10.0.0.9", NOON + minutes(5)), Attempt)
    assert isinstance(sessions.may_try("nobody", "10.0.0.9", NOON + minutes(15)), Attempt)
    assert sessions.may_try("nobody", "10.0.0.9", NOON + minutes(15)) == Locked(NOON + minutes(16))


def test_fifty_failures_lock_an_address(sessions: Sessions) -> None:
    for guess in range(50):
        assert isinstance(sessions.may_try(f"user {guess}", "10.0.0.1", NOON), Attempt)
    assert sessions.may_try("user 50", "10.0.0.1", NOON) == Locked(NOON + minutes(15))
    assert isinstance(sessions.may_try("user 50", "10.0.0.2", NOON), Attempt)


def test_a_refused_guess_does_not_prolong_the_lock(sessions: Sessions) -> None:
    for _ in range(40):
        sessions.may_try("li", "10.0.0.1", NOON)
    assert sessions.may_try("li", "10.0.0.1", NOON + minutes(14)) == Locked(NOON + minutes(15))


def test_a_success_forgets_the_typing_errors_from_that_address_only(sessions: Sessions) -> None:
    for address in ("10.0.0.1", "10.0.0.1", "10.0.0.66", "10.0.0.66"):
        sessions.may_try("li", address, NOON)
    attempt = sessions.may_try("li", "10.0.0.1", NOON)
    assert isinstance(attempt, Attempt)
    sessions.succeeded(attempt)
    more = [sessions.may_try("li", "10.0.0.66", NOON) for _ in range(4)]
    assert [type(guess) for guess in more] == [Attempt, Attempt, Attempt, Locked]


def test_thirty_parallel_guesses_get_five_checked() -> None:
    sessions = Sessions(engines.fresh())
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda guess: sessions.may_try("li", f"10.0.0.{guess}", NOON), range(30)))
    assert sum(isinstance(answer, Attempt) for answer in answers) == 5


def test_pruning_deletes_what_no_longer_matters_and_nothing_else(sessions: Sessions, engine: Counted) -> None:
    old = sign_in(sessions)
    later = NOON + timedelta(hours=11)
    young = sign_in(sessions, WANG, later)
    sessions.person_of(young, later + minutes(2))
    sessions.end(old, later)
    sessions.may_try("li", "10.0.0.1", NOON)
    sessions.issue_ticket(LI, NOON)
    sessions.prune(NOON + timedelta(hours=12))
    tables = ("attempt", "ticket", "session", "session_end", "session_seen")
    assert [engine.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables] == [0, 0, 1, 0, 1]
    assert sessions.person_of(young, later + minutes(3)) == WANG
    assert sessions.credential(LI) is not None
