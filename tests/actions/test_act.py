"""What every action does the same way: one save or none, conflicts, clicks that arrive twice, links that stay whole."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.actions import issue, organisation, request
from core.actions.act import Act, Forbidden, Refused, RefusedRows, acting, plural
from core.store.work import AlreadySaved, Conflict
from core.text import Text
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


def test_what_is_saved_carries_its_verb_its_author_and_its_moment(c: b.Company) -> None:
    with acting(c.visit("admin"), "try", "key-1") as act:
        record = act.add("department", b.department(code="A", name="甲部"))
    row = c.row("department", record)
    save = c.ledger.saves().row(-1, named=True)
    assert [row[name] for name in ("verb", "saved_by", "saved_at", "version", "seq")] == ["try", c.people["admin"], b.NOW, 1, save["seq"]]
    assert [save[name] for name in ("verb", "saved_by", "saved_at", "key", "tables")] == [
        *("try", c.people["admin"], b.NOW, "key-1", "department")
    ]


def test_an_action_that_saves_nothing_leaves_no_trace(c: b.Company) -> None:
    with c.unchanged(), acting(c.visit("admin"), "look") as act:
        act.allow("people.edit")


def test_an_action_that_fails_halfway_saves_none_of_it(c: b.Company) -> None:
    def half(act: Act) -> None:
        act.add("department", b.department(code="H", name="半部"))
        act.add("department", b.department(code="H2", name=None))

    with c.unchanged(), pytest.raises(Refused), acting(c.visit("admin"), "try") as act:
        half(act)


def test_text_is_kept_clean(c: b.Company) -> None:
    with c.undone(), acting(c.visit("admin"), "try") as act:
        record = act.add("department", b.department(code=" \u202eK\x00 ", name="e\u0301部", name_en=" \u200b"))
        row = act.work.row("department", record)
        assert (row["code"], row["name"], row["name_en"]) == ("K", "\u00e9部", None)
        act.change("department", record, 1, {"name": "\ufeff乙部\r\n"})
        assert act.work.row("department", record)["name"] == "乙部"


def test_a_new_record_takes_the_defaults_it_is_not_given(c: b.Company) -> None:
    with c.undone(), acting(c.visit("admin"), "try") as act:
        person = act.work.row("person", act.add("person", {"username": "new", "name": "新人"}))
        assert [person[name] for name in ("role", "can_decide", "language", "active")] == ["contact", False, "zh", True]


@pytest.mark.parametrize(
    ("field", "value"), [("head", 999), ("parent", 999), ("head", "1"), ("head", True), ("parent", 2**70), ("head", -1)]
)
def test_a_link_names_a_record_that_stands(c: b.Company, field: str, value: object) -> None:
    with c.unchanged():
        values = b.department(code="L", name="链部") | {field: value}
        assert b.refusal(lambda: organisation.save_department(c.visit("admin"), values)).keys() == {field}


def test_a_link_to_a_removed_record_is_refused(c: b.Company) -> None:
    gone = organisation.save_department(c.visit("admin"), b.department(code="GONE", name="撤销部"))
    with c.ledger.writing(c.people["admin"], b.NOW, "remove") as work:
        work.remove("department", gone, 1)
    with c.unchanged():
        asked = {"departments": [c.departments["legal"], gone]}
        assert b.refusal(lambda: request.save(c.visit("contact"), b.request(c, **asked))).keys() == {"departments"}


def test_what_must_be_the_only_one_is_checked_against_the_same_transaction(c: b.Company) -> None:
    with c.undone():
        organisation.save_department(c.visit("admin"), b.department(code="TWICE", name="双部"))
        values = b.department(code="TWICE", name="另部")
        assert b.refusal(lambda: organisation.save_department(c.visit("admin"), values)).keys() == {"code"}


def test_a_code_of_a_removed_record_is_free_again(c: b.Company) -> None:
    values = b.department(code="FREE", name="空部")
    gone = organisation.save_department(c.visit("admin"), values)
    with c.ledger.writing(c.people["admin"], b.NOW, "remove") as work:
        work.remove("department", gone, 1)
    assert organisation.save_department(c.visit("admin"), values) != gone


def test_people_saving_the_same_version_at_once_one_wins_and_the_others_are_shown_it(c: b.Company) -> None:
    record = issue.report(c.visit("contact"), b.issue(c))

    def change(number: int) -> str:
        try:
            issue.change(c.visit("contact"), record, 1, {"title": f"标题 {number}"})
        except Conflict as conflict:
            return f"saw {conflict.theirs['title']}"
        return f"saved 标题 {number}"

    with ThreadPoolExecutor(max_workers=8) as pool:
        outcomes = list(pool.map(change, range(8)))
    (winner,) = [outcome for outcome in outcomes if outcome.startswith("saved")]
    assert sorted(outcomes) == sorted([winner] + [winner.replace("saved", "saw")] * 7)
    assert c.ledger.history("issue", record)["title"].to_list() == ["接口超时", winner.removeprefix("saved ")]


def test_the_same_click_arriving_many_times_at_once_is_one_save(c: b.Company) -> None:
    def click(_: int) -> int:
        try:
            return issue.report(c.visit("contact"), b.issue(c), "burst")
        except AlreadySaved as already:
            return already.record

    before = c.ledger.snapshot()["issue"].height
    with ThreadPoolExecutor(max_workers=8) as pool:
        records = set(pool.map(click, range(8)))
    assert len(records) == 1
    assert c.ledger.snapshot()["issue"].height == before + 1


def test_a_save_without_a_key_is_never_taken_for_another(c: b.Company) -> None:
    assert issue.report(c.visit("contact"), b.issue(c)) != issue.report(c.visit("contact"), b.issue(c))


def test_a_refused_click_may_come_again_with_the_same_key(c: b.Company) -> None:
    with pytest.raises(Refused):
        issue.report(c.visit("contact"), b.issue(c, title=None), "retry")
    assert issue.report(c.visit("contact"), b.issue(c), "retry")


def test_a_refusal_names_the_action_in_both_languages(c: b.Company) -> None:
    with pytest.raises(Forbidden) as forbidden:
        organisation.save_department(c.visit("viewer"), b.department())
    assert forbidden.value.text == Text("您没有权限：维护部门、人员与角色", "You may not edit departments, people and roles")


def test_rows_without_problems_are_let_through() -> None:
    plural({})
    with pytest.raises(RefusedRows) as refused:
        plural({3: {"title": Text("请填写", "Required")}})
    assert refused.value.rows.keys() == {3}
