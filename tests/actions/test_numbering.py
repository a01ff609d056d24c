"""Numbers: one series per record type and year, without gaps, whoever saves and whatever is removed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.actions import issue, project, request, risk
from core.actions.act import Refused
from tests import builders as b

NEXT_YEAR = b.NOW.replace(year=2027)
# 2026-12-31 23:59 and the minute after it, in Shanghai.
LAST_MINUTE = b.NOW.replace(month=12, day=31, hour=15, minute=59)


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


def number(c: b.Company, table: str, record: int) -> str:
    return str(c.row(table, record)["number"])


def test_each_record_type_counts_for_itself() -> None:
    c = b.company()
    contact = c.visit("contact")
    series: list[tuple[str, Callable[[], int]]] = [
        ("request", lambda: request.save(contact, b.request(c))),
        ("issue", lambda: issue.report(contact, b.issue(c))),
        ("risk", lambda: risk.report(contact, b.risk(c))),
    ]
    found = [number(c, table, make()) for _ in range(2) for table, make in series]
    assert found == ["XQ-2026-0001", "WT-2026-0001", "FX-2026-0001", "XQ-2026-0002", "WT-2026-0002", "FX-2026-0002"]
    assert [number(c, "project", record) for record in c.projects.values()] == ["XM-2026-0001", "XM-2026-0002"]


def test_a_new_year_starts_at_one_again_and_the_old_one_goes_on() -> None:
    c = b.company()
    moments = (b.NOW, b.NOW, NEXT_YEAR, NEXT_YEAR, b.NOW)
    numbers = [number(c, "request", request.save(c.visit("contact", moment), b.request(c))) for moment in moments]
    assert numbers == [f"XQ-{tail}" for tail in ("2026-0001", "2026-0002", "2027-0001", "2027-0002", "2026-0003")]


def test_the_year_turns_by_the_organisations_calendar(c: b.Company) -> None:
    last = risk.report(c.visit("contact", LAST_MINUTE), b.risk(c))
    first = risk.report(c.visit("contact", LAST_MINUTE + b.HOUR / 60), b.risk(c))
    assert [number(c, "risk", record)[:8] for record in (last, first)] == ["FX-2026-", "FX-2027-"]


def test_a_refused_save_leaves_no_gap(c: b.Company) -> None:
    before = number(c, "issue", issue.report(c.visit("contact"), b.issue(c)))
    with pytest.raises(Refused):
        issue.report(c.visit("contact"), b.issue(c, title=None))
    after = number(c, "issue", issue.report(c.visit("contact"), b.issue(c)))
    assert int(after[-4:]) == int(before[-4:]) + 1


def test_the_number_of_a_removed_record_is_never_given_again(c: b.Company) -> None:
    record = project.save(c.visit("lead"), b.project_values(c))
    taken = number(c, "project", record)
    with c.ledger.writing(c.people["admin"], b.NOW, "remove") as work:
        work.remove("project", record, None)
    assert int(number(c, "project", project.save(c.visit("lead"), b.project_values(c)))[-4:]) == int(taken[-4:]) + 1


def test_after_9999_comes_10000(c: b.Company) -> None:
    with c.ledger.writing(c.people["admin"], b.NOW, "import") as work:
        work.add("issue", b.issue(c, number="WT-2026-9999"))
    numbers = [number(c, "issue", issue.report(c.visit("contact"), b.issue(c))) for _ in range(2)]
    assert numbers == ["WT-2026-10000", "WT-2026-10001"]


def test_records_saved_in_one_transaction_count_on(c: b.Company) -> None:
    with c.ledger.batch():
        records = [risk.report(c.visit("contact", NEXT_YEAR), b.risk(c)) for _ in range(3)]
    counts = [int(number(c, "risk", record)[-4:]) for record in records]
    assert counts == list(range(counts[0], counts[0] + 3))


def test_many_people_at_once_get_every_number_once() -> None:
    c = b.company()
    people = ["contact", "clerk", "coordinator", "admin"] * 5
    with ThreadPoolExecutor(max_workers=8) as pool:
        records = list(pool.map(lambda person: request.save(c.visit(person), b.request(c)), people))
    assert sorted(number(c, "request", record) for record in records) == [f"XQ-2026-{count:04d}" for count in range(1, 21)]
