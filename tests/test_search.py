"""Searching: Chinese by its pairs of characters, other words from their beginning, pinyin by its initials; the best article first."""

import re
import string
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search import Hit, entry, search

ARTICLES = (
    {"title": "供货商验证清单", "tags": "供应链,验收", "body": "先看资质，再做小批量试产。"},
    {"title": "新品上市的三个教训", "tags": "市场,复盘", "body": "供货商验证太晚，导致首批缺货。"},
    {"title": "Supplier onboarding", "tags": "supply chain", "body": "Check the certificates of the supplier first."},
    {"title": "评审怎样一次通过", "tags": "供货商", "body": "评审前三天发材料，会上只议争议。"},
)


def ready(*articles: dict[str, Any]) -> list[Any]:
    """Ids and places in the ledger count from 1: the last is the newest. Fields not given are empty."""
    blank = {"title": None, "tags": None, "body": None}
    return [entry({"id": number, "seq": number, **blank, **article}) for number, article in enumerate(articles or ARTICLES, 1)]


def found(query: str, *articles: dict[str, Any]) -> list[int]:
    return [hit.id for hit in search(ready(*articles), query)]


def shown(hit: Hit) -> str:
    return f"{hit.before}[{hit.match}]{hit.after}"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("供货商", [1, 4, 2]),  # title, tag, text
        ("供货商验证", [1, 2, 4]),
        ("供货商的验证", [1, 2]),
        ("验收", [1]),
        ("教训", [2]),
        ("ghsyz", [1]),
        ("GHSYZ", [1]),
        ("xpss", [2]),
        ("fp", [2]),  # of a tag
        ("zz", []),
        ("supplier", [3]),
        ("SUPPL", [3]),
        ("ｓｕｐｐｌｉｅｒ", [3]),
        ("pplier", []),
        ("certif", [3]),
        ("chain supplier", [3]),
        ("supplier 验收", []),
        ("供货商 材料", [4]),
        ("会", [4]),
        ("库存", []),
        ("!!! ，。", [4, 3, 2, 1]),
        ("", [4, 3, 2, 1]),
    ],
)
def test_a_query_finds_these_articles_in_this_order(query: str, ids: list[int]) -> None:
    assert found(query) == ids


def test_a_whole_word_counts_more_than_the_beginning_of_one() -> None:
    assert found("test", {"title": "test"}, {"title": "testing"}) == [1, 2]


def test_title_counts_more_than_tags_and_tags_more_than_text() -> None:
    assert found("验收", {"body": "验收"}, {"title": "验收"}, {"tags": "验收"}) == [2, 3, 1]
    assert found("review", {"body": "review"}, {"title": "review"}, {"tags": "review"}) == [2, 3, 1]


def test_of_the_same_score_the_newest_stands_first() -> None:
    same = {"title": "验收", "body": "验收"}
    assert found("验收", same, same, same) == [3, 2, 1]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("供货商验证", "[供货商验证]太晚，导致首批缺货。"),
        ("首批", "供货商验证太晚，导致[首批]缺货。"),
        ("验证太早", "供货商[验证]太晚，导致首批缺货。"),
        ("xpss", "供货商验证太晚，导致首批缺货。[]"),
    ],
)
def test_the_snippet_shows_the_match(query: str, text: str) -> None:
    (hit,) = [hit for hit in search(ready(), query) if hit.id == 2]
    assert shown(hit) == text


def test_the_snippet_of_a_long_text_is_cut_on_both_sides() -> None:
    (hit,) = search(ready({"body": "前" * 200 + "验收 OK" + "后" * 200}), "验收")
    assert (hit.before, hit.match, hit.after) == ("…" + "前" * 50, "验收", " OK" + "后" * 47 + "…")


def test_the_match_is_shown_as_it_was_written() -> None:
    (hit,) = search(ready({"body": "先看 ＡＢＣ 证书"}), "abc")
    assert hit.match == "ＡＢＣ"


@pytest.mark.parametrize("text", ["ﬁn 验收", "İ 验收", "ẞ 验收", "e\u0301 验收", "㎏ 验收", "😀 验收", "𠮷 验收"])
def test_characters_that_fold_to_several_move_no_match(text: str) -> None:
    (hit,) = search(ready({"title": text, "body": text}), "验收")
    assert (hit.match, hit.after) == ("验收", "")


def test_two_characters_of_different_runs_are_no_pair() -> None:
    assert found("货验", {"title": "供货 验证"}) == []


def test_one_letter_is_no_initials() -> None:
    assert found("g", {"title": "供货商"}) == []
    assert found("gh", {"title": "供货商"}) == [1]


def test_initials_do_not_reach_from_the_title_into_the_tags() -> None:
    assert found("ghys", {"title": "供货", "tags": "验收"}) == []


def test_a_query_of_any_length_is_answered() -> None:
    assert found("验收 " * 10_000, {"title": "验收"}) == [1]
    assert found("验" * 10_000, {"title": "验收"}) == []


CHINESE = st.text("供货商验证清单新品上市教训评审一次通过", min_size=2, max_size=12)
ENGLISH = st.lists(st.text(string.ascii_letters + string.digits, min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(st.one_of(CHINESE, ENGLISH, st.text(max_size=10)), max_size=4).map("，".join)
SHELF = st.lists(st.fixed_dictionaries({"title": TEXTS, "tags": TEXTS, "body": TEXTS}), min_size=1, max_size=6)


@given(SHELF, CHINESE, st.data())
def test_an_article_is_found_by_every_pair_of_characters_of_its_title(shelf: list[dict[str, str]], title: str, data: Any) -> None:
    at = data.draw(st.integers(0, len(title) - 2))
    assert len(shelf) + 1 in found(title[at : at + 2], *shelf, {"title": title})


@given(SHELF, TEXTS)
def test_an_article_is_found_by_every_word_of_its_title_and_by_its_beginning(shelf: list[dict[str, str]], title: str) -> None:
    for word in re.findall(r"[A-Za-z0-9]+", title):
        assert len(shelf) + 1 in found(word, *shelf, {"title": f"说明 {word} end"})
        assert len(shelf) + 1 in found(word[:3], *shelf, {"title": f"{word} end"})


@given(SHELF, TEXTS)
def test_an_article_is_found_by_its_own_title(shelf: list[dict[str, str]], title: str) -> None:
    assert len(shelf) + 1 in found(title, *shelf, {"title": title})


@given(SHELF, TEXTS)
def test_the_order_is_the_same_whatever_order_the_articles_come_in(shelf: list[dict[str, str]], query: str) -> None:
    entries = ready(*shelf)
    hits = search(entries, query)
    assert hits == search(list(reversed(entries)), query)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.id for hit in hits}) == len(hits)


@given(SHELF, st.text(max_size=30))
def test_whatever_is_typed_is_answered_and_the_match_stands_in_the_text(shelf: list[dict[str, str]], query: str) -> None:
    for hit in search(ready(*shelf), query):
        body = unicodedata.normalize("NFC", shelf[hit.id - 1]["body"])
        assert hit.before.removeprefix("…") + hit.match + hit.after.removesuffix("…") in body or not body
