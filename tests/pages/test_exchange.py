"""Importing as people do it: a file, its columns, a preview, and only then the records."""

import time
from pathlib import Path

import pytest

from core.store.ledger import Ledger
from tests.pages.app import ADMIN, CHEN, LI, RESEARCH, Screen, app, company, english

REAL = Path(__file__).parents[1] / "data" / "incidents_events.csv"
GOOD = "问题名称,级别,涉及部门,发现时间\n接口超时,严重,产品研发部,2026-11-01 09:00\n打样延期,一般,市场营销部,2026-11-02 10:30\n"


@pytest.fixture
def ledger() -> Ledger:
    return company()


def upload(screen: Screen, data: str | bytes, name: str = "a.csv") -> None:
    content = data.encode() if isinstance(data, str) else data
    screen.file_uploader[0].set_value((name, content, "text/csv")).run()
    assert not screen.exception


def choose(screen: Screen, kind: str, field: str, value: object) -> None:
    found = next(element for element in getattr(screen, kind) if element.key.endswith(field))
    found.set_value(value).run()
    assert not screen.exception


def counts(screen: Screen) -> list[str]:
    return [metric.value for metric in screen.metric]


def position(ledger: Ledger) -> int:
    return ledger.snapshot().position


def test_a_file_with_our_own_headings_is_imported_with_two_clicks(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "exchange")
    upload(screen, GOOD)
    assert counts(screen) == ["2", "0", "0", "0"]
    screen.press("import.all")
    assert not screen.exception
    assert "导入完成：新增 2，更新 0，无变化 0" in screen.words
    assert ledger.snapshot()["issue"]["level"].to_list() == ["major", "normal"]
    screen.press("import.again")
    assert screen.file_uploader
    assert "导入完成" not in screen.words


def test_nothing_is_saved_before_the_button_is_pressed(ledger: Ledger) -> None:
    before = position(ledger)
    screen = app(ledger, CHEN, "exchange")
    upload(screen, GOOD)
    assert position(ledger) == before


def test_rows_with_problems_are_named_and_the_good_ones_can_be_taken_alone(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "exchange")
    choose(screen, "selectbox", "import.table", "issue")
    upload(screen, GOOD + "缺部门,一般,没有的部门,2026-11-02\n")
    choose(screen, "button_group", ".create", [])
    assert counts(screen) == ["2", "1", "0", "0"]
    assert screen.button(key="import.all").disabled
    problems = screen.dataframe[-1].value
    assert problems.iloc[0].to_list() == [4, "涉及部门", "涉及部门", "没有的部门", "没有名为“没有的部门”的部门"]
    screen.press("import.good")
    assert "新增 2" in screen.words
    assert "1 行有问题，没有导入" in screen.words
    assert ledger.snapshot()["issue"].height == 2


def test_unknown_departments_are_made_when_that_is_chosen(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "exchange")
    upload(screen, GOOD + "新部门的,一般,测试部,2026-11-02\n")
    assert "将新建部门 1 个：测试部" in screen.words
    screen.press("import.all")
    assert ledger.snapshot()["department"]["name"].to_list()[-1] == "测试部"


def test_a_word_that_no_dictionary_knows_can_be_matched_by_hand(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "exchange")
    upload(screen, GOOD.replace("严重", "P1"))
    assert counts(screen)[:2] == ["1", "1"]
    choose(screen, "selectbox", ".word.level.级别.0", "major")
    assert counts(screen)[:2] == ["2", "0"]


def test_a_fixed_value_stands_in_for_a_column_that_is_not_there(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "exchange")
    upload(screen, "问题名称,发现时间\n接口超时,2026-11-01 09:00\n")
    assert "涉及部门是必填项，但没有对应的列，也没有固定值" in screen.words
    choose(screen, "selectbox", ".fixed.departments", RESEARCH)
    assert counts(screen)[:2] == ["1", "0"]
    screen.press("import.all")
    assert ledger.snapshot()["issue"]["departments"].to_list() == [[RESEARCH]]


def test_a_fixed_value_that_cannot_be_read_is_said_and_stops_the_import(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "exchange")
    upload(screen, "问题名称,涉及部门\n接口超时,产品研发部\n")
    choose(screen, "text_input", ".fixed.found_at", "明天")
    assert "不是日期" in screen.words
    assert screen.button(key="import.all").disabled


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "文件是空的"), (b"\x7fELF" + b"x" * 99, "程序"), (b"a,b\n1,2\n3\n", "列"), (b"a,b\n", "没有数据行")],
)
def test_a_refused_file_says_why(ledger: Ledger, data: bytes, reason: str) -> None:
    before = position(ledger)
    screen = app(ledger, CHEN, "exchange")
    upload(screen, data)
    assert reason in screen.words
    assert not screen.has("import.all")
    assert position(ledger) == before


def test_a_refusal_speaks_the_language_of_the_visitor(ledger: Ledger) -> None:
    english(ledger, CHEN)
    screen = app(ledger, CHEN, "exchange")
    upload(screen, b"a,b\n")
    assert "The file has no rows of data" in screen.words


def test_the_real_file_goes_through_the_page(ledger: Ledger) -> None:
    screen = app(ledger, ADMIN, "exchange")
    start = time.process_time()
    upload(screen, REAL.read_bytes(), REAL.name)
    choose(screen, "selectbox", ".column.title", "u_symptom")
    choose(screen, "selectbox", ".column.departments", "assignment_group")
    choose(screen, "text_input", ".fixed.title", "未说明")
    choose(screen, "selectbox", ".fixed.departments", RESEARCH)
    assert counts(screen) == ["445", "0", "2,544", "45"]
    screen.press("import.all")
    assert time.process_time() - start < 20
    assert "新增 445" in screen.words
    assert ledger.snapshot()["issue"].height == 445


def test_who_may_not_import_is_told_so(ledger: Ledger) -> None:
    screen = app(ledger, LI, "exchange")
    assert "导入由管理员或协作协调人进行" in screen.words
    assert not screen.file_uploader


def test_only_an_administrator_is_offered_people_and_departments(ledger: Ledger) -> None:
    offered = {who: app(ledger, who, "exchange").selectbox(key="import.table").options for who in (ADMIN, CHEN)}
    assert "人员" in offered[ADMIN]
    assert "人员" not in offered[CHEN]
    assert "问题" in offered[CHEN]
