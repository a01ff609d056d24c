"""A promise's clock as a page tells it: its timeline and its arithmetic in words, in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from core.actions import meeting, request, task
from core.charts.clock import timeline
from core.charts.style import spec
from core.metrics.clock import Counting, segments
from core.text import Language
from core.ui import clock
from core.visit import Visit
from core.workdays import DEFAULT_WEEK, WorkCalendar, china
from tests.builders import Company, company
from tests.builders import meeting as meeting_values
from tests.builders import request as request_values
from tests.builders import task as task_values
from tests.pages.app import app

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026]), ZONE)
LATER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


@pytest.fixture(scope="module")
def across_national_day() -> tuple[Company, int]:
    """A request of 30 September that research asks a question about after the holiday, answered on the twelfth."""
    c = company()
    asked = [c.departments["marketing"], c.departments["legal"]]
    made = request.apply(c.visit("contact", at("09-30 17:20")), request_values(c, urgency="important", departments=asked))
    of = {"request": made, "department": c.departments["marketing"]}
    wondered = request.answer(c.visit("lead", at("10-08 10:10")), of | {"decision": "clarify", "reply": "请补充场次"})
    request.clarify(c.visit("contact", at("10-08 16:40")), wondered, None, "两场")
    request.answer(c.visit("lead", at("10-12 09:20")), of | {"decision": "accept"})
    return c, made


def promise(visit: Visit, department: int) -> dict[str, Any]:
    rows = visit.promises.filter(pl.col("kind") == "request_response", pl.col("department") == department)
    return rows.row(0, named=True)


def told(c: Company, language: Language, department: str = "marketing") -> tuple[Any, list[str]]:
    visit = replace(c.visit("leader", LATER), language=language)
    found = clock._told(visit, promise(visit, c.departments[department]))
    assert found is not None
    return found


def test_the_words_say_what_counted_and_what_did_not_across_national_day(across_national_day: tuple[Company, int]) -> None:
    drawing, words = told(across_national_day[0], Language.ZH)
    assert words == [
        "09-30（周三）17:20 提交；时限 3 个工作日，当天不计，到最后一个工作日下班为止。",
        "10-01 至 10-07 放假，不计；10-11（周日）周末，不计；10-10（周六）调休上班，计入；"
        "10-08（周四）10:10 至 10-08（周四）16:40 等待补充说明，暂停 5 小时 30 分（工作时间）。",
        "计入 10-08（周四）、10-09（周五）、10-10（周六），共 3 个工作日；暂停顺延 5 小时 30 分；应于 10-12（周一）15:30 前。",
        "10-12（周一）09:20 响应，按时，用时 19 小时 30 分（工作时间）。",
    ]
    assert drawing.title == "需求响应：应于 10-12（周一）15:30 前，兑现"


def test_the_words_are_complete_in_english(across_national_day: tuple[Company, int]) -> None:
    drawing, words = told(across_national_day[0], Language.EN)
    assert words[0].startswith("Submitted Wed 09-30 17:20; limit 3 working days")
    assert "10-01 to 10-07 public holiday, not counted" in words[1]
    assert "Sat 10-10 make-up workday, counted" in words[1]
    assert words[2].endswith("due by Mon 10-12 15:30.")
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in drawing.alt)


def test_a_promise_still_open_says_how_late_it_is(across_national_day: tuple[Company, int]) -> None:
    _, words = told(across_national_day[0], Language.ZH, "legal")
    assert words[-1] == "到现在还没有完成，已超 40 天 16 小时。"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            Language.ZH,
            [
                "11-30（周一）00:00 计划开始；按约定的日期，不另加时限。",
                "应于 12-11（周五）24:00 前。",
                "到现在还没有完成，还剩 21 天 14 小时。",
            ],
        ),
        (
            Language.EN,
            [
                "Planned start Mon 11-30 00:00; a date of its own, with no limit added.",
                "Due by Fri 12-11 24:00.",
                "Not done yet, 21 d 14 h left.",
            ],
        ),
    ],
)
def test_a_date_of_its_own_is_told_without_a_sum(language: Language, said: list[str]) -> None:
    c = company()
    task.plan(c.visit("lead"), task_values(c, starts_on=date(2026, 11, 30), due_on=date(2026, 12, 11)))
    visit = replace(c.visit("leader", LATER), language=language)
    found = clock._told(visit, visit.promises.row(0, named=True))
    assert found is not None
    assert found[1] == said


def test_one_working_day_ends_with_the_next() -> None:
    c = company()
    held = meeting_values(c, starts_at=at("11-19 14:00"), ends_at=at("11-19 15:00"))
    meeting.plan(c.visit("lead", at("11-10 10:00")), held)
    visit = replace(c.visit("leader", LATER), language=Language.EN)
    minutes = visit.promises.filter(kind="minutes").row(0, named=True)
    found = clock._told(visit, minutes)
    assert found is not None
    assert found[1][0] == (
        "Meeting ended Thu 11-19 15:00; limit 1 working day: that very day does not count, and it ends when work ends on the next."
    )
    assert found[1][1] == "Counted: Fri 11-20, one working day; due by Fri 11-20 18:00."


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("until", ["10-12 15:30", "11-20 10:00", "12-30 10:00"])
def test_a_clock_draws_in_rows_of_days_or_of_weeks_and_leaves_out_no_moment(language: Language, until: str) -> None:
    opened, due = at("09-30 17:20"), CALENDAR.add_working_days(at("09-30 17:20"), 3)
    rows = segments(Counting(CALENDAR, "working_days", opened, due), at(until))
    marks = [("opened", opened, "提交"), ("due", due, "截止"), ("now", at(until), "现在")]
    drawing = timeline(rows, marks, ZONE, language, "标题", "说明")
    drawing.layout.chart.to_dict()  # validates against the Vega-Lite schema
    assert spec(drawing)["datasets"]["rows"].num_rows == drawing.rows.height
    assert drawing.rows["mark"].drop_nulls().to_list() == ["opened", "due", "now"]
    assert drawing.rows["at"].n_unique() <= 16
    assert all(low <= high for low, high in drawing.rows.select("from", "to").iter_rows())


def test_whole_days_off_in_a_run_share_a_row() -> None:
    opened, due = at("09-30 17:20"), at("10-09 18:00")
    rows = segments(Counting(CALENDAR, "working_days", opened, due), due)
    drawing = timeline(rows, [("opened", opened, "提交"), ("due", due, "截止")], ZONE, Language.ZH, "标题", "说明")
    labels = [place.split("\x1f")[1] for place in drawing.rows["at"].unique(maintain_order=True)]
    assert labels == ["09-30 周三", "10-01 – 10-07 · 放假", "10-08 周四", "10-09 周五"]


def test_what_begins_at_midnight_begins_its_day_and_long_clocks_name_the_day_of_each_moment() -> None:
    for due, note in (("11-24 00:00", "▶ 计划开始 00:00"), ("12-31 00:00", "▶ 计划开始 11-20")):
        opened = at("11-20 00:00")
        rows = segments(Counting(CALENDAR, "days", opened, at(due)), at(due))
        drawing = timeline(rows, [("opened", opened, "计划开始"), ("due", at(due), "截止")], ZONE, Language.ZH, "标题", "说明")
        first = drawing.rows["at"][0].split("\x1f")
        assert (first[1], first[-1]) == (("11-20 周五" if "11-24" in due else "11-16 – 11-22"), note)


def test_the_record_shows_each_promises_clock_when_asked(across_national_day: tuple[Company, int]) -> None:
    c, made = across_national_day
    screen = app(c.ledger, c.people["outsider"], "requests", now=LATER, id=made)
    assert "等待补充说明" not in screen.words
    screen.press(f"clock.request.{made}.2")
    assert not screen.app.exception
    assert "等待补充说明" in screen.words
    assert screen.app.query_params["clock"] == "2"
    screen.press(f"clock.request.{made}.2")
    assert "等待补充说明" not in screen.words


def test_a_clock_whose_records_have_changed_says_so(across_national_day: tuple[Company, int]) -> None:
    c, _ = across_national_day
    visit = c.visit("leader", LATER)
    gone = promise(visit, c.departments["marketing"]) | {"opened_at": at("09-29 09:00").astimezone(UTC)}
    assert clock._told(visit, gone) is None
