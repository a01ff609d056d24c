"""A grid: cells as people read them, input that survives a refusal, a conflict that names its row, one save for one click."""

import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from core.actions import organisation
from core.actions.act import RefusedRows
from core.schema.field import Field, Kind, Table
from core.store.engine import StoreUnavailable
from core.text import Text
from core.ui import cells
from core.ui.cells import Line
from core.ui.grid import grid
from tests.pages.app import ADMIN, LEGAL, LI, MARKETING, RESEARCH, WANG, app, company, english, visit
from tests.pages.editing import cells as column
from tests.pages.editing import type_into

WORD = Text("字段", "Field")
EVERY = Table(
    "probe",
    Text("样例", "Probe"),
    tuple(
        Field(kind.value, kind, WORD, choices="task_health", to="department", low=0, high=100)
        if kind not in {Kind.TEXT, Kind.LONG_TEXT}
        else Field(kind.value, kind, WORD)
        for kind in Kind
    ),
    title="text",
)
RECORDED = {
    "text": "甲",
    "long_text": "乙",
    "integer": 3,
    "number": 2.5,
    "percent": 40.0,
    "scale": 4,
    "yes_no": True,
    "date": date(2026, 11, 20),
    "moment": datetime(2026, 11, 20, 1, 30, tzinfo=UTC),
    "choice": "lagging",
    "link": MARKETING,
    "links": [RESEARCH, LEGAL],
}
DEPARTMENTS = ("name", "code", "head")


@pytest.fixture
def ledger():
    return company()


def test_a_moment_stands_in_the_organisations_time_and_links_stand_by_their_ids(ledger):
    row = cells.frame(visit(ledger, LI), EVERY, (), [Line(1, 1, RECORDED)], {}).row(0, named=True)
    assert row["moment"] == datetime.fromisoformat("2026-11-20T09:30")
    assert (row["link"], row["links"], row["choice"]) == (MARKETING, ["1", "3"], "lagging")


def test_a_column_that_is_only_read_stands_in_words(ledger):
    row = cells.frame(visit(ledger, LI), EVERY, ("choice", "link", "links", "moment"), [Line(1, 1, RECORDED)], {}).row(0, named=True)
    assert (row["choice"], row["link"], row["links"], row["moment"]) == ("滞后", "市场营销部", "产品研发部、法务合规部", "2026-11-20 09:30")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("text", "丙", "丙"),
        ("text", "", None),
        ("integer", 7, 7),
        ("integer", 7.5, 7.5),
        ("number", 7, 7.0),
        ("percent", 55, 55.0),
        ("scale", 5.0, 5),
        ("yes_no", False, False),
        ("date", "2026-12-01", date(2026, 12, 1)),
        ("date", "2026-12-01T00:00:00.000Z", date(2026, 12, 1)),
        ("date", "someday", "someday"),
        ("moment", "2026-12-01T09:00:00.000", datetime(2026, 12, 1, 1, tzinfo=UTC)),
        ("choice", "blocked", "blocked"),
        ("link", 3, LEGAL),
        ("links", ["2"], [MARKETING]),
        ("percent", None, None),
    ],
)
def test_what_the_editor_sends_becomes_what_the_record_keeps(ledger, name, raw, value):
    typed = cells.merged(visit(ledger, LI), EVERY, [Line(1, 1, RECORDED)], {"edited_rows": {0: {name: raw}}})
    assert typed == [Line(1, 1, RECORDED | {name: value})]
    assert type(typed[0].values[name]) is type(value)


def test_rows_that_were_added_follow_and_empty_ones_are_forgotten(ledger):
    typed = cells.merged(visit(ledger, LI), EVERY, [Line(1, 1, RECORDED)], {"added_rows": [{"text": "新"}, {"text": ""}, {}]})
    assert [(line.record, line.base, line.values["text"]) for line in typed] == [(1, 1, "甲"), (None, None, "新")]


def page(save, monkeypatch, more=False):
    """A page with a grid over the departments, saved by save."""

    def render(now):
        table = now.ledger.tables["department"]
        shown = Table(table.name, table.label, tuple(table.by_name[name] for name in DEPARTMENTS), title="name")
        rows = [
            Line(row["id"], row["version"], {name: row[name] for name in DEPARTMENTS})
            for row in now.frames["department"].sort("id").to_dicts()
        ]
        grid(now, shown, "departments", rows, save, lambda *_: None, more=more)

    monkeypatch.setitem(sys.modules, "pages.probe", SimpleNamespace(render=render))
    return "probe"


def keep(now, typed):
    with now.ledger.batch():
        return [organisation.save_department(now, line.values, line.record, line.base, typed.key) for line in typed.lines]


def names(ledger):
    return ledger.snapshot()["department"].sort("id")["name"].to_list()


def press(screen, button="save"):
    screen.press(next(b.key for b in screen.button if b.key.startswith("grid:") and b.key.endswith(f".{button}")))


def test_only_the_rows_that_were_changed_are_saved(ledger, monkeypatch):
    sent = []
    screen = app(ledger, ADMIN, page(lambda now, typed: sent.append(typed) or keep(now, typed), monkeypatch))
    type_into(screen, {1: {"name": "市场部"}, 2: {"name": "法务合规部"}})
    press(screen)
    assert [line.record for line in sent[0].lines] == [MARKETING]
    assert names(ledger) == ["产品研发部", "市场部", "法务合规部"]
    assert column(screen, "name") == ["产品研发部", "市场部", "法务合规部"]


def test_a_row_can_be_added(ledger, monkeypatch):
    screen = app(ledger, ADMIN, page(keep, monkeypatch, more=True))
    type_into(screen, {}, added=[{"name": "财务部", "code": "FIN"}])
    press(screen)
    assert names(ledger)[-1] == "财务部"


def test_pressing_save_without_a_change_saves_nothing_and_says_so(ledger, monkeypatch):
    before = ledger.saves().height
    screen = app(ledger, ADMIN, page(keep, monkeypatch))
    press(screen)
    assert "没有改动" in screen.words
    assert ledger.saves().height == before
    organisation.save_department(visit(ledger, ADMIN), {"name": "品牌部"}, MARKETING, 1)
    assert column(app(ledger, ADMIN, "probe"), "name")[1] == "品牌部"


def test_refused_rows_are_named_with_their_problems_and_every_input_stays(ledger, monkeypatch):
    def save(now, typed):
        raise RefusedRows({1: {"code": Text("编码太长", "The code is too long")}})

    screen = app(ledger, ADMIN, page(save, monkeypatch))
    type_into(screen, {0: {"name": "研发中心"}, 2: {"code": "LAW"}})
    press(screen)
    assert "第 3 行 · 法务合规部 · 部门编码：编码太长" in screen.words
    assert column(screen, "name")[0] == "研发中心"
    assert column(screen, "code")[2] == "LAW"
    assert column(screen, cells.MARK) == ["1", "2", "✘ 3"]


def test_problems_are_told_in_the_visitors_language(ledger, monkeypatch):
    english(ledger, ADMIN)

    def save(now, typed):
        raise RefusedRows({0: {"code": Text("编码太长", "The code is too long")}})

    screen = app(ledger, ADMIN, page(save, monkeypatch))
    type_into(screen, {0: {"name": "R"}})
    press(screen)
    assert "Row 1 · R · Code: The code is too long" in screen.words


def test_when_the_store_cannot_be_reached_every_input_stays(ledger, monkeypatch):
    def save(now, typed):
        raise StoreUnavailable

    screen = app(ledger, ADMIN, page(save, monkeypatch))
    type_into(screen, {1: {"name": "市场部"}})
    press(screen)
    assert "数据库暂时不可用" in screen.words
    assert column(screen, "name")[1] == "市场部"


def test_the_same_rows_saved_again_carry_the_same_key(ledger, monkeypatch):
    keys = []

    def save(now, typed):
        keys.append(typed.key)

    for _ in range(2):
        screen = app(ledger, ADMIN, page(save, monkeypatch))
        type_into(screen, {1: {"name": "市场部"}})
        press(screen)
    assert keys[0] == keys[1]
    type_into(screen, {1: {"name": "市场中心"}})
    press(screen)
    assert keys[2] != keys[0]


def beaten(ledger, monkeypatch):
    """A grid whose second row somebody else has saved meanwhile."""
    screen = app(ledger, ADMIN, page(keep, monkeypatch))
    organisation.save_department(visit(ledger, ADMIN), {"name": "品牌部"}, MARKETING, 1)
    type_into(screen, {1: {"name": "市场部"}, 2: {"name": "法务部"}})
    press(screen)
    return screen


def test_a_conflict_names_the_row_and_who_saved_first_and_saves_nothing(ledger, monkeypatch):
    screen = beaten(ledger, monkeypatch)
    assert "第 2 行“市场部”：管理员 在 2026-11-20 10:00 先保存了" in screen.words
    assert names(ledger) == ["产品研发部", "品牌部", "法务合规部"]
    assert column(screen, "name") == ["产品研发部", "市场部", "法务部"]
    assert screen.dataframe[0].value.to_numpy().tolist() == [["部门名称", "品牌部", "市场部"]]


def test_what_somebody_else_changed_outside_the_grid_is_no_conflict(ledger, monkeypatch):
    screen = app(ledger, ADMIN, page(keep, monkeypatch))
    for record in (MARKETING, LEGAL):
        organisation.save_department(visit(ledger, ADMIN), {"name_en": "Else"}, record, 1)
    type_into(screen, {1: {"name": "市场部"}, 2: {"name": "法务部"}})
    press(screen)
    assert names(ledger) == ["产品研发部", "市场部", "法务部"]
    assert ledger.snapshot()["department"]["name_en"].to_list()[1:] == ["Else", "Else"]


def test_mine_can_be_saved_over_theirs(ledger, monkeypatch):
    screen = beaten(ledger, monkeypatch)
    press(screen, "keep")
    assert names(ledger) == ["产品研发部", "市场部", "法务部"]
    assert "先保存" not in screen.words


def test_what_was_refused_can_be_discarded(ledger, monkeypatch):
    screen = beaten(ledger, monkeypatch)
    press(screen, "discard")
    assert column(screen, "name") == ["产品研发部", "品牌部", "法务合规部"]
    assert "先保存" not in screen.words


def test_theirs_can_be_taken_while_my_other_rows_stay(ledger, monkeypatch):
    screen = beaten(ledger, monkeypatch)
    press(screen, "drop")
    assert column(screen, "name") == ["产品研发部", "品牌部", "法务部"]
    press(screen)
    assert names(ledger) == ["产品研发部", "品牌部", "法务部"]


def test_what_the_editor_shows_stays_the_base_of_what_is_typed_over_it(ledger, monkeypatch):
    screen = app(ledger, ADMIN, page(keep, monkeypatch))
    organisation.save_department(visit(ledger, ADMIN), {"name": "品牌部"}, MARKETING, 1)
    screen.run()
    type_into(screen, {1: {"code": "BRAND"}})
    press(screen)
    assert "先保存" in screen.words


def test_somebody_without_permission_is_told_so_and_keeps_his_input(ledger, monkeypatch):
    screen = app(ledger, WANG, page(keep, monkeypatch))
    type_into(screen, {1: {"name": "市场部"}})
    press(screen)
    assert "您没有权限" in screen.words
    assert column(screen, "name")[1] == "市场部"
