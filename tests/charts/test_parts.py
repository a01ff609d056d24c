from datetime import date

import pytest

from core.charts import parts


@pytest.mark.parametrize(
    ("share", "words"), [(None, "—"), (0, "0%"), (0.001, "<1%"), (5 / 7, "71%"), (0.994, "99%"), (0.999, ">99%"), (1, "100%")]
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, words):
    assert parts.percent(share) == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(None, "分", "—"), (4.5, "分", "4.5分"), (24.0, "h", "24 h"), (1234.567, None, "1,234.57"), (-3.0, "%", "-3%")],
)
def test_a_number_carries_its_unit(value, unit, words):
    assert parts.number(value, unit) == words


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("合计", 6, ["合计"]),
        ("需求响应", 6, ["需求", "响应"]),
        ("高风险方案", 6, ["高风险", "方案"]),
        ("Request response", 9, ["Request", "response"]),
        ("Internationalisation", 9, ["Internationalisation"]),
        ("", 6, [""]),
    ],
)
def test_a_heading_breaks_into_even_lines_and_never_inside_a_latin_word(text, columns, lines):
    assert parts.wrap(text, columns) == lines


def test_two_places_with_the_same_name_stay_apart():
    assert parts.place(1, "采购部") != parts.place(2, "采购部")


def test_a_day_is_its_midnight_in_utc():
    assert parts.millis(date(1970, 1, 2)) == 86_400_000
