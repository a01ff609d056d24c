"""What a charter lacks: rows in, gaps out."""

from datetime import date
from typing import Any

import pytest

from core import charter
from core.charter import gaps

MANAGER, LI, ZHOU = 1, 2, 3
RESEARCH, MARKETING = 10, 20
PEOPLE = {
    MANAGER: {"id": MANAGER, "can_decide": True, "active": True},
    LI: {"id": LI, "can_decide": True, "active": True},
    ZHOU: {"id": ZHOU, "can_decide": False, "active": True},
    4: {"id": 4, "can_decide": True, "active": False},
}
PROJECT: dict[str, Any] = {
    "goal": "2027 年 3 月底前首月销量达到 10000 台",
    "scope_in": "华东",
    "scope_out": "海外",
    "mechanism": "周一例会",
    "manager": MANAGER,
    "buffer_percent": 10.0,
    "ends_on": date(2027, 3, 31),
    "lead_department": MARKETING,
}
PARTS = (
    {"id": 1, "department": MARKETING, "part": "lead", "contact": MANAGER},
    {"id": 2, "department": RESEARCH, "part": "support", "contact": LI},
)


def found(*parts: dict[str, Any], **project: Any) -> list[charter.Gap]:
    return gaps(PROJECT | project, parts or PARTS, PEOPLE)


def lacks(goal: str | None, **project: Any) -> list[str]:
    """What the goal lacks, in Chinese."""
    return [gap.text.zh for gap in found(goal=goal, **project)]


def test_a_charter_with_everything_lacks_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    "goal",
    [
        *(
            "首月销量 10000 台",
            "满意度提升到 95%",
            "直通率不低于９６％",
            "成本降低二成",
            "周期缩短到 12 天",
            "完成三家试点",
            "销售额达到 2.6 亿元",
        ),
        *(
            "覆盖百分之九十的门店",
            "五百家经销商到会",
            "Reach 95 % on time",
            "Cut lead time to 12 days",
            "营收 ¥300",
            "1. 交付 3 个版本；2. 零事故",
        ),
    ],
)
def test_a_goal_with_a_number_and_its_unit_can_be_measured(goal: str) -> None:
    assert lacks(goal) == []


@pytest.mark.parametrize(
    "goal",
    [
        *(
            "提升满意度",
            "在 2026-06-30 前上线",
            "2026年6月30日前完成",
            "6月30日前完成",
            "1. 提升满意度\n2. 缩短周期",
            "（1）统一标准；（2）一次到位",
        ),
        *("1、2026年完成", "Launch in Q3", "到 2027 年底上线"),
    ],
)
def test_a_goal_whose_only_numbers_are_dates_and_points_has_nothing_to_measure(goal: str) -> None:
    assert lacks(goal) == [charter.NO_NUMBER.zh]


def test_a_bare_number_needs_a_unit() -> None:
    assert lacks("NPS 达到 50") == [charter.NO_UNIT.zh]


def test_a_goal_needs_a_date_unless_the_project_has_an_end() -> None:
    assert lacks("销量 10000 台", ends_on=None) == [charter.NO_DAY.zh]
    assert lacks("2027-03-31 前销量 10000 台", ends_on=None) == []


@pytest.mark.parametrize("goal", [None, ""])
def test_without_a_goal_only_that_is_said(goal: str | None) -> None:
    assert lacks(goal, ends_on=None) == [charter.NO_GOAL.zh]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("scope_in", charter.NO_SCOPE_IN),
        ("scope_out", charter.NO_SCOPE_OUT),
        ("mechanism", charter.NO_MECHANISM),
        ("manager", charter.NO_MANAGER),
    ],
)
def test_what_is_not_written_is_asked_for(field: str, text: charter.Text) -> None:
    assert found(**{field: None}) == [charter.Gap(field, text)]


@pytest.mark.parametrize(
    ("buffer", "fits"), [(None, False), (0.0, False), (9.9, False), (10.0, True), (15.0, True), (15.1, False), (50.0, False)]
)
def test_the_buffer_is_ten_to_fifteen_percent(buffer: float | None, fits: bool) -> None:
    assert (found(buffer_percent=buffer) == []) is fits


def test_a_charter_is_between_two_departments_at_least_with_one_in_the_lead() -> None:
    lead, support = PARTS
    assert [gap.text for gap in found(lead)] == [charter.TOO_FEW]
    assert [gap.text for gap in gaps(PROJECT, [], PEOPLE)] == [charter.TOO_FEW, charter.NO_LEAD]
    assert [gap.text for gap in found(lead | {"part": "support"}, support)] == [charter.NO_LEAD]
    assert found(lead, support | {"part": "lead"}) == [charter.Gap("part", charter.TWO_LEADS, count=2)]
    assert found(lead, support, lead_department=RESEARCH) == [charter.Gap("part", charter.OTHER_LEAD, department=MARKETING)]


@pytest.mark.parametrize("contact", [None, 999])
def test_each_department_needs_a_contact(contact: int | None) -> None:
    assert found(PARTS[0], PARTS[1] | {"contact": contact}) == [charter.Gap("contact", charter.NO_CONTACT, department=RESEARCH)]


@pytest.mark.parametrize("contact", [ZHOU, 4])
def test_a_contact_must_be_able_to_decide_and_still_be_there(contact: int) -> None:
    assert found(PARTS[0], PARTS[1] | {"contact": contact}) == [
        charter.Gap("contact", charter.CANNOT_DECIDE, department=RESEARCH, person=contact)
    ]


def test_an_empty_charter_lacks_everything_at_once() -> None:
    nothing = gaps(dict.fromkeys(PROJECT), [], {})
    assert [gap.field for gap in nothing] == [
        "goal",
        "scope_in",
        "scope_out",
        "mechanism",
        "manager",
        "buffer_percent",
        "department",
        "part",
    ]
