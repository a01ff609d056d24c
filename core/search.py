"""Searching the knowledge base: articles ranked for a few words in Chinese or English, or for the initials of their pinyin."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
# A run of Chinese characters, or a word of any other script.
_RUN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
_CHINESE = re.compile(rf"[{_HAN}]+")

# How much a match counts by where it stands, and how much less when it is only the beginning of a word or initials.
_TITLE, _TAGS, _BODY = 8.0, 4.0, 1.0
_WHOLE, _PREFIX, _INITIALS = 1.0, 0.7, 0.6
# Of the pairs of characters in what was typed, the share that an article must have: small words between them may differ.
_ENOUGH = 0.5
# Fewer letters would be the initials of nearly anything.
_FEWEST_INITIALS = 2
# Characters of the body shown on either side of a match, and without one.
_AROUND, _BEGINNING = 50, 100
# Further words of what is typed are not looked for.
_MOST_RUNS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """An article made ready for searching; the fields folded to one case and width, initials those of the title and the tags."""

    id: int
    seq: int
    title: str
    tags: str
    body: str
    initials: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found: its score, and the part of its body that shows why, as what stands before, in and after the match."""

    id: int
    score: float
    before: str
    match: str
    after: str


def entry(article: Mapping[str, object]) -> Entry:
    """An article (id, seq, title, tags, body) made ready for searching."""
    title, tags, body = (unicodedata.normalize("NFC", str(article[name] or "")) for name in ("title", "tags", "body"))
    number, seq = int(str(article["id"])), int(str(article["seq"]))
    return Entry(number, seq, _folded(title), _folded(tags), _folded(body), _initials(f"{title} {tags}"), body)


def search(entries: Iterable[Entry], query: str) -> list[Hit]:
    """The articles that fit every word of a query, best first; all of them, newest first, for a query without words.

    Chinese is looked for by its pairs of characters, other words from their beginning, and letters as the initials of pinyin too.
    Articles of the same score stand newest first.
    """
    runs = _RUN.findall(_folded(unicodedata.normalize("NFC", query)))[:_MOST_RUNS]
    newest = sorted(entries, key=lambda one: (-one.seq, one.id))
    hits = [Hit(one.id, score, *_snippet(one, runs)) for one in newest if (score := _score(one, runs)) is not None]
    return sorted(hits, key=lambda hit: -hit.score)


def _score(one: Entry, runs: Sequence[str]) -> float | None:
    """The sum over the words; None when one of them is not there."""
    total = 0.0
    for run in runs:
        found = _chinese(one, run) if _CHINESE.match(run) else _word(one, run)
        if not found:
            return None
        total += found
    return total


def _chinese(one: Entry, run: str) -> float:
    parts = _pairs(run)
    places = [[weight for weight, text in _fields(one) if part in text] for part in parts]
    found = [max(weights) for weights in places if weights]
    share = len(found) / len(parts)
    if share < _ENOUGH:
        return 0.0
    together = next((weight for weight, text in _fields(one) if run in text), 0.0)
    return together + share * sum(found) / len(parts)


def _word(one: Entry, run: str) -> float:
    begins = re.compile(rf"(?<![^\W_{_HAN}]){re.escape(run)}")
    whole = re.compile(begins.pattern + rf"(?![^\W_{_HAN}])")
    scores = [weight * _WHOLE for weight, text in _fields(one) if whole.search(text)]
    scores += [weight * _PREFIX for weight, text in _fields(one) if begins.search(text)]
    if len(run) >= _FEWEST_INITIALS and run in one.initials:
        scores.append(_TITLE * _INITIALS)
    return max(scores, default=0.0)


def _fields(one: Entry) -> tuple[tuple[float, str], ...]:
    return (_TITLE, one.title), (_TAGS, one.tags), (_BODY, one.body)


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[place : place + 2] for place in range(len(run) - 1)]


def _snippet(one: Entry, runs: Sequence[str]) -> tuple[str, str, str]:
    """The first place in the body where a whole word, or else a pair of its characters, stands; the body's beginning without any."""
    for part in [*runs, *(pair for run in runs if _CHINESE.match(run) for pair in _pairs(run))]:
        start = one.body.find(part)
        if start >= 0:
            end = start + len(part)
            first, last = max(start - _AROUND, 0), end + _AROUND
            before, after = one.text[first:start], one.text[end:last]
            return ("…" if first else "") + before, one.text[start:end], after + ("…" if last < len(one.text) else "")
    return one.text[:_BEGINNING] + ("…" if len(one.text) > _BEGINNING else ""), "", ""


def _folded(text: str) -> str:
    """The text in one case and width, each character where it was."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if len(folded) == len(text):
        return folded
    return "".join(one if len(one) == 1 else old for old in text for one in [unicodedata.normalize("NFKC", old).casefold()])


def _initials(text: str) -> str:
    """The first letters of the pinyin of each run of Chinese characters, the runs apart."""
    runs = _CHINESE.findall(text)
    if not runs:
        return ""
    # Loaded with the first article: a quarter of a second.
    from pypinyin import Style, lazy_pinyin

    return " ".join("".join(lazy_pinyin(run, style=Style.FIRST_LETTER)) for run in runs)
