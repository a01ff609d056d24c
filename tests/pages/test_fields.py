"""A field of one's own, made in the settings: from then on in the form, the page, the list, the filters, the history and the import."""

import io
from typing import Any

import openpyxl
import pytest

from core.actions import field as fields
from core.actions import goal, project, request
from core.custom import unpacked
from core.documents.template import template
from core.store.ledger import Ledger
from core.text import Language
from tests.pages.app import ADMIN, CHEN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit

NEW, ASKED = "field.new", "request.new"
VENDOR = {"of": "request", "kind": "text", "label_zh": "供应商", "label_en": "Vendor", "help_zh": "写全称", "help_en": "In full"}
CLASS = {"of": "request", "kind": "choice", "label_zh": "涉密等级", "label_en": "Secrecy", "choices": "open,公开,Open\nsecret,机密,Secret"}
SPAN = {"starts_on": NOW.date(), "ends_on": NOW.date()}
TEXTS = {"title": "联合推广", "background": "新品上市", "goal": "首月 10000 台"}


@pytest.fixture
def ledger() -> Ledger:
    return company()


@pytest.fixture(params=list(Language))
def spoken(request: pytest.FixtureRequest, ledger: Ledger) -> Language:
    if request.param is Language.EN:
        for who in (CHEN, LI):
            english(ledger, who)
    return Language(request.param)


def made(ledger: Ledger, *over: dict[str, Any]) -> None:
    for values in over or (VENDOR, CLASS):
        fields.save(visit(ledger, CHEN), values)


def asked(ledger: Ledger, **over: Any) -> int:
    own = {"applicant_department": RESEARCH, "departments": [MARKETING, LEGAL], "urgency": "normal"}
    return request.apply(visit(ledger, LI), TEXTS | own | over)


def box(screen: Screen, kind: str, name: str, form: str = ASKED, turn: int = 0) -> Any:
    return screen.field(kind, f"form:{form}.{turn}.{name}")


def press(screen: Screen, form: str, button: str = "save", turn: int = 0) -> None:
    screen.press(f"form:{form}.{turn}.button.{button}")
    assert not screen.exception


def rows(screen: Screen, place: int = 0) -> list[dict[str, Any]]:
    return list(screen.dataframe[place].value.to_dict("records"))


def extra(ledger: Ledger, record: int = 1) -> object:
    return ledger.snapshot()["request"].filter(id=record)["extra"][0]


def test_the_section_says_how_to_begin_and_lists_what_is_there(ledger: Ledger, spoken: Language) -> None:
    first = {Language.ZH: "还没有自定义字段", Language.EN: "No fields of your own yet"}
    assert first[spoken] in app(ledger, CHEN, "settings", view="field").words
    made(ledger)
    table = rows(app(ledger, CHEN, "settings", view="field"))
    told = {Language.ZH: ["协作需求", "涉密等级", "单选", "公开 / 机密"], Language.EN: ["Request", "Secrecy", "Choice", "Open / Secret"]}
    assert [set(told[spoken]) <= set(row.values()) for row in table] == [False, True]


def test_a_field_is_made_changed_and_taken_out_of_use(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="field", new=1)
    box(screen, "selectbox", "of", NEW).set_value("request")
    box(screen, "text_input", "label_zh", NEW).set_value("需求名称")
    box(screen, "text_input", "label_en", NEW).set_value("Vendor")
    press(screen, NEW)
    assert "“需求名称”已有同名的字段" in screen.words
    assert box(screen, "text_input", "label_en", NEW).value == "Vendor"
    box(screen, "text_input", "label_zh", NEW).set_value("供应商")
    press(screen, NEW)
    assert ledger.snapshot()["field"]["name"].to_list() == ["x_vendor"]
    assert "new" not in screen.query_params
    screen = app(ledger, CHEN, "settings", view="field", id=1)
    assert "表单里的样子" in screen.words
    assert "供应商" in [one.label for one in screen.text_input]
    box(screen, "toggle", "active", "field.1.1").set_value(False)
    press(screen, "field.1.1")
    assert ledger.snapshot()["field"]["active"].to_list() == [False]
    assert "供应商" not in [one.label for one in app(ledger, LI, "requests", new=1).text_input]


def test_choices_that_cannot_be_read_are_said_in_the_form_with_the_rest_kept(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="field", new=1)
    box(screen, "selectbox", "of", NEW).set_value("issue")
    box(screen, "selectbox", "kind", NEW).set_value("choice")
    box(screen, "text_input", "label_zh", NEW).set_value("等级")
    box(screen, "text_input", "label_en", NEW).set_value("Grade")
    box(screen, "text_area", "choices", NEW).set_value("甲")
    press(screen, NEW)
    assert "第 1 行不是“中文,英文”或“键,中文,英文”" in screen.words
    assert box(screen, "text_area", "choices", NEW).value == "甲"
    box(screen, "text_area", "choices", NEW).set_value("甲,A")
    press(screen, NEW)
    assert ledger.snapshot()["field"]["choices"].to_list() == ["a,甲,A"]


@pytest.mark.parametrize("who", [LI, WANG, SCREEN])
def test_whoever_does_not_keep_the_rules_is_not_offered_the_section(ledger: Ledger, who: int) -> None:
    made(ledger)
    for place in ({}, {"new": 1}, {"id": 1}):
        screen = app(ledger, who, "settings", view="field", **place)
        assert not screen.text_input
        assert not screen.has("new")


def test_a_request_is_filled_in_refused_beside_the_field_and_shown_everywhere(ledger: Ledger, spoken: Language) -> None:
    made(ledger, VENDOR | {"required": True}, CLASS)
    label = {Language.ZH: "供应商", Language.EN: "Vendor"}[spoken]
    word = {Language.ZH: "机密", Language.EN: "Secret"}[spoken]
    screen = app(ledger, LI, "requests", new=1)
    assert f"{label} *" in [one.label for one in screen.text_input]
    for name, text in TEXTS.items():
        box(screen, "text_input" if name == "title" else "text_area", name).set_value(text)
    box(screen, "multiselect", "departments").set_value([MARKETING])
    box(screen, "segmented_control", "x_secrecy").set_value("secret")
    press(screen, ASKED, "apply")
    assert {Language.ZH: "请填写供应商", Language.EN: "Vendor is required"}[spoken] in screen.words
    assert box(screen, "segmented_control", "x_secrecy").value == "secret"
    box(screen, "text_input", "x_vendor").set_value("华东电子")
    press(screen, ASKED, "apply")
    assert extra(ledger) == '{"x_secrecy": "secret", "x_vendor": "华东电子"}'
    assert {label, "华东电子", word} <= set(screen.words.split("\n"))
    assert f"{label}: 华东电子" in rows(screen, -1)[-1][{Language.ZH: "变化", Language.EN: "Changed"}[spoken]]
    listed = rows(app(ledger, LI, "requests"))
    assert (listed[0][label], list(listed[0].values())[-1]) == ("华东电子", word)


def test_an_edit_starts_from_what_is_there_and_a_conflict_shows_both(ledger: Ledger) -> None:
    made(ledger)
    record = request.save(visit(ledger, LI), TEXTS | {"applicant_department": RESEARCH, "departments": [MARKETING], "x_vendor": "甲"})
    screen, form = app(ledger, LI, "requests", id=record, edit=1), f"request.{record}.1"
    assert box(screen, "text_input", "x_vendor", form).value == "甲"
    request.save(visit(ledger, LI), {"x_vendor": "乙"}, record, 1)
    box(screen, "text_input", "x_vendor", form).set_value("丙")
    press(screen, form)
    assert "先保存了这条记录" in screen.words
    assert rows(screen)[-1] == {"字段": "供应商", "对方的内容": "乙", "您的内容": "丙"}
    screen.press(f"form:{form}.0.keep")
    assert extra(ledger) == '{"x_vendor": "丙"}'


def test_a_choice_and_a_yes_or_no_become_filters_that_the_url_keeps(ledger: Ledger, spoken: Language) -> None:
    made(ledger, CLASS, {"of": "request", "kind": "yes_no", "label_zh": "对外", "label_en": "Public"})
    asked(ledger, x_secrecy="secret", x_public=False)
    asked(ledger, x_secrecy="open", x_public=True)
    asked(ledger)
    screen = app(ledger, LI, "requests")
    screen.selectbox(key=f"x_secrecy.{spoken}").set_value("secret").run()
    assert screen.query_params["x_secrecy"] == "secret"
    assert len(rows(screen)) == 1
    assert [len(rows(app(ledger, LI, "requests", **query))) for query in ({"x_public": "yes"}, {"x_public": "no"}, {})] == [1, 1, 3]
    nothing = {Language.ZH: "没有符合条件的记录", Language.EN: "Nothing matches"}[spoken]
    assert nothing in app(ledger, LI, "requests", x_public="yes", x_secrecy="secret").words


def test_a_field_without_any_value_takes_no_column_and_one_out_of_use_neither(ledger: Ledger) -> None:
    made(ledger)
    asked(ledger, x_vendor="甲")
    assert [name in rows(app(ledger, LI, "requests"))[0] for name in ("供应商", "涉密等级")] == [True, False]
    fields.save(visit(ledger, CHEN), {"active": False}, 1, 1)
    assert "供应商" not in rows(app(ledger, LI, "requests"))[0]
    screen = app(ledger, LI, "requests", id=1)
    assert "供应商" in screen.words
    assert "供应商: 甲" in rows(screen, -1)[-1]["变化"]


def test_a_label_that_a_computed_column_has_is_told_apart_in_the_list(ledger: Ledger) -> None:
    made(ledger, {"of": "goal", "kind": "text", "label_zh": "达成度", "label_en": "Reached"})
    values = {"name": "满意度", "category": "satisfaction", "source": "readings", "direction": "up", "x_reached": "不错"}
    goal.save(visit(ledger, CHEN), values | {"baseline_value": 1.0, "target_value": 2.0, "starts_on": NOW.date(), "due_on": NOW.date()})
    assert rows(app(ledger, CHEN, "goals"))[0]["达成度（自定义）"] == "不错"


@pytest.mark.parametrize(
    ("table", "page"),
    [
        ("project", "projects"),
        ("task", "tasks"),
        ("issue", "issues"),
        ("risk", "risks"),
        ("resource_request", "resources"),
        ("goal", "goals"),
    ],
)
def test_every_form_of_a_records_main_content_asks_for_it(ledger: Ledger, table: str, page: str) -> None:
    made(ledger, VENDOR | {"of": table})
    project.save(visit(ledger, ADMIN), {"name": "甲", "lead_department": MARKETING, "manager": WANG, "status": "active", **SPAN})
    assert "供应商" in [one.label for one in app(ledger, ADMIN, page, new=1).text_input]


def test_a_field_is_imported_by_either_label_and_its_problems_are_named(ledger: Ledger, spoken: Language) -> None:
    made(ledger, VENDOR, CLASS, {"of": "request", "kind": "person", "label_zh": "审核人", "label_en": "Auditor"})
    start = "需求名称,申请部门,需协作部门,紧急程度,协作背景,核心目标"
    row = "产品研发部,市场营销部,常规,背景,目标"
    screen = app(ledger, CHEN, "exchange", table="request")
    data = f"{start},供应商,Secrecy,审核人\n甲,{row},华东电子,机密,王伟\n乙,{row},,,\n丙,{row},乙方,绝密,无此人\n"
    screen.file_uploader[0].set_value(("a.csv", data.encode(), "text/csv")).run()
    assert not screen.exception
    problems = rows(screen, -1)
    assert sorted(list(problem.values())[1] for problem in problems) == sorted(
        {Language.ZH: ["涉密等级", "审核人"], Language.EN: ["Secrecy", "Auditor"]}[spoken]
    )
    screen.press("import.good")
    assert not screen.exception
    assert [unpacked(extra(ledger, record), visit(ledger, CHEN).custom.used["request"]) for record in (1, 2)] == [
        {"x_vendor": "华东电子", "x_secrecy": "secret", "x_auditor": WANG},
        {"x_vendor": None, "x_secrecy": None, "x_auditor": None},
    ]


def test_a_row_with_the_number_of_a_record_changes_what_it_holds(ledger: Ledger) -> None:
    made(ledger)
    asked(ledger, x_vendor="甲", x_secrecy="open")
    number = ledger.snapshot()["request"]["number"][0]
    line = f"{number},联合推广,产品研发部,市场营销部,常规,背景,目标"
    screen = app(ledger, CHEN, "exchange", table="request")
    data = f"编号,需求名称,申请部门,需协作部门,紧急程度,协作背景,核心目标,Vendor\n{line},乙\n"
    screen.file_uploader[0].set_value(("a.csv", data.encode(), "text/csv")).run()
    screen.press("import.all")
    assert not screen.exception
    assert extra(ledger) == '{"x_secrecy": "open", "x_vendor": "乙"}'


@pytest.mark.parametrize("language", list(Language))
def test_the_template_of_an_import_has_a_column_for_it(ledger: Ledger, language: Language) -> None:
    made(ledger)
    seen = visit(ledger, CHEN)
    words = {name: list(entries.values()) for name, entries in seen.vocabulary.items()}
    book = openpyxl.load_workbook(io.BytesIO(template(seen.tables["request"], words, language)))
    headings = [cell.value for cell in next(book.worksheets[0].iter_rows())]
    guide = {row[0]: row[2] for row in book.worksheets[1].iter_rows(values_only=True)}
    names, choice = {Language.ZH: (("供应商", "涉密等级"), "公开 / 机密"), Language.EN: (("Vendor", "Secrecy"), "Open / Secret")}[language]
    assert set(names) <= set(headings)
    assert guide[names[1]] == choice
