"""The documents of a project: listed, changed, taken out, and where they may be kept."""

import pytest

from core.actions import document as verbs
from core.actions.act import Forbidden
from core.store.work import Conflict, Missing
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    return b.company()


def test_a_document_is_listed_changed_and_taken_out(c: b.Company) -> None:
    made = verbs.keep(c.visit("lead"), b.document(c))
    assert [c.row("document", made)[name] for name in ("project", "category", "title", "edition", "link")] == [
        *(c.projects["launch"], "plan", "上市排期", "V1.2", "https://files.example/plan")
    ]
    assert c.saved() == ("add", c.people["lead"])
    verbs.keep(c.visit("lead"), {"edition": "V1.3"}, made, 1)
    assert (c.row("document", made)["edition"], c.row("document", made)["title"], c.saved()[0]) == ("V1.3", "上市排期", "change")
    verbs.drop(c.visit("lead"), made, 2)
    assert c.ledger.snapshot()["document"].is_empty()
    assert c.ledger.history("document", made)["removed"].to_list() == [False, False, True]


@pytest.mark.parametrize(
    "link", ["http://a", "HTTPS://wiki.example/页面?a=b#c", "https://10.0.0.1:8080/x", " https://a.example ", None, " "]
)
def test_a_document_is_kept_on_the_web_or_nowhere_in_particular(c: b.Company, link: str | None) -> None:
    assert verbs.keep(c.visit("lead"), b.document(c, link=link))


@pytest.mark.parametrize(
    "link",
    [
        *("javascript:alert(1)", "JavaScript://a.example/%0aalert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example"),
        *("//a.example", "a.example", "https://", "https:///x", "https://a b", "https://a\njavascript:x", r"\\server\share"),
    ],
)
def test_any_other_address_is_refused_beside_its_field(c: b.Company, link: str) -> None:
    made = verbs.keep(c.visit("lead"), b.document(c))
    with c.unchanged():
        for record in (None, made):
            assert b.refusal(lambda record=record: verbs.keep(c.visit("lead"), b.document(c, link=link), record)) == {  # type: ignore[misc]
                "link": verbs.NOT_A_LINK
            }


def test_every_problem_stands_beside_its_field(c: b.Company) -> None:
    wrong = b.document(c, title=None, category="lost", link="x")
    with c.unchanged():
        assert b.refusal(lambda: verbs.keep(c.visit("admin"), wrong)).keys() == {"title", "category", "link"}
        assert b.refusal(lambda: verbs.keep(c.visit("admin"), b.document(c, project=999))).keys() == {"project"}


def test_a_document_changed_meanwhile_is_a_conflict(c: b.Company) -> None:
    made = verbs.keep(c.visit("lead"), b.document(c))
    verbs.keep(c.visit("coordinator"), {"edition": "V2"}, made, 1)
    with c.unchanged():
        with pytest.raises(Conflict):
            verbs.keep(c.visit("lead"), {"edition": "V3"}, made, 1)
        with pytest.raises(Conflict):
            verbs.drop(c.visit("lead"), made, 1)
        with pytest.raises(Missing):
            verbs.drop(c.visit("lead"), 999, None)


def test_only_whoever_plans_a_project_keeps_its_documents_and_cannot_move_them_elsewhere(c: b.Company) -> None:
    made, theirs = (verbs.keep(c.visit("coordinator"), b.document(c, project=c.projects[name])) for name in ("launch", "audit"))
    with c.unchanged():
        for person in ("contact", "leader", "viewer", "outsider"):
            with pytest.raises(Forbidden):
                verbs.keep(c.visit(person), b.document(c))
            with pytest.raises(Forbidden):
                verbs.drop(c.visit(person), made, None)
        for values, record in (({"project": c.projects["launch"]}, theirs), ({"project": c.projects["audit"]}, made), ({}, theirs)):
            with pytest.raises(Forbidden):
                verbs.keep(c.visit("lead"), values, record)
