"""Articles: one's own to write, change and take out; tags in one form, whatever was typed."""

import pytest

from core.actions import article
from core.actions.act import Forbidden
from core.store.work import AlreadySaved, Conflict, Missing
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def record(c: b.Company) -> int:
    return article.save(c.visit("contact"), b.article())


def test_an_article_is_its_writers(c: b.Company, record: int) -> None:
    row = c.row("article", record)
    assert (row["title"], row["tags"], row["author"], row["version"]) == ("供货商验证清单", "供应链,验收", c.people["contact"], 1)
    assert c.saved() == ("write", c.people["contact"])


def test_the_author_is_nobody_elses_whatever_is_sent_along(c: b.Company, record: int) -> None:
    forged = {"author": c.people["leader"]}
    other = article.save(c.visit("contact"), b.article(**forged))
    article.save(c.visit("contact"), {"body": "改", **forged}, record, 1)
    assert [c.row("article", one)["author"] for one in (other, record)] == [c.people["contact"]] * 2
    assert c.row("article", record)["tags"] == "供应链,验收"


def test_its_writer_changes_it_version_by_version(c: b.Company, record: int) -> None:
    article.save(c.visit("contact"), {"title": "供货商验证十条"}, record, 1)
    assert (c.row("article", record)["title"], c.saved()) == ("供货商验证十条", ("change", c.people["contact"]))
    with c.unchanged(), pytest.raises(Conflict):
        article.save(c.visit("coordinator"), {"title": "改"}, record, 1)


@pytest.mark.parametrize("who", ["lead", "leader", "outsider", "viewer"])
def test_nobody_else_of_their_roles_changes_or_removes_it(c: b.Company, record: int, who: str) -> None:
    with c.unchanged():
        with pytest.raises(Forbidden):
            article.save(c.visit(who), {"title": "改"}, record, 1)
        with pytest.raises(Forbidden):
            article.remove(c.visit(who), record, 1)


def test_the_coordinator_takes_it_out_and_its_history_stays(c: b.Company, record: int) -> None:
    with c.unchanged(), pytest.raises(Conflict):
        article.remove(c.visit("coordinator"), record, 2)
    article.remove(c.visit("coordinator"), record, 1)
    assert record not in c.ledger.snapshot()["article"]["id"]
    assert c.ledger.history("article", record)["removed"].to_list() == [False, True]
    with c.unchanged(), pytest.raises(Missing):
        article.remove(c.visit("coordinator"), record, None)


def test_every_problem_is_named_at_once(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: article.save(c.visit("contact"), {"kind": "poem", "project": 99})).keys() == {
            "title",
            "kind",
            "body",
            "project",
        }
        assert b.refusal(lambda: article.save(c.visit("contact"), b.article(body="长" * 20_001))).keys() == {"body"}


def test_the_same_click_writes_once(c: b.Company) -> None:
    made = article.save(c.visit("contact"), b.article(), key="click")
    with c.unchanged(), pytest.raises(AlreadySaved) as already:
        article.save(c.visit("contact"), b.article(), key="click")
    assert (already.value.table, already.value.record) == ("article", made)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, ""),
        ("", ""),
        (" , ，", ""),
        ("验收", "验收"),
        ("供应链，验收、风险;质量；supply chain", "供应链,验收,风险,质量,supply chain"),
        ("#验收 #供应链", "验收,供应链"),
        ("验收,供应链,验收", "验收,供应链"),
    ],
)
def test_tags_are_kept_in_one_form(given: object, kept: str) -> None:
    assert article.tags(given) == kept
