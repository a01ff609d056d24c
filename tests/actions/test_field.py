"""Custom fields: made and changed by whoever keeps the rules, filled in by everybody, and never in the way of another action."""

import pytest

from core.actions import field, issue, request
from core.actions.act import Forbidden
from core.store.work import Conflict
from core.text import Text
from tests import builders as b

CLASSES = "a,甲类,Class A\nb,乙类,Class B"


@pytest.fixture
def c() -> b.Company:
    return b.company()


def made(c: b.Company, **over: object) -> int:
    return field.save(c.visit("coordinator"), b.field(**over))


def asked(c: b.Company, **over: object) -> int:
    return request.save(c.visit("contact"), b.request(c, **over))


def extra(c: b.Company, record: int, table: str = "request") -> object:
    return c.row(table, record)["extra"]


def test_a_field_is_named_after_its_english_label_and_holds_what_people_fill_in(c: b.Company) -> None:
    row = c.row("field", made(c))
    assert (row["name"], row["active"], c.saved()) == ("x_vendor", True, ("add", c.people["coordinator"]))
    assert extra(c, asked(c, x_vendor=" 华东\u202e电子 ")) == '{"x_vendor": "华东电子"}'
    assert extra(c, asked(c)) is None


def test_two_fields_of_one_name_are_told_apart_and_a_name_in_chinese_gets_one_too(c: b.Company) -> None:
    named = [c.row("field", made(c, label_zh=zh, label_en=en))["name"] for zh, en in (("甲", "Cost!"), ("乙", "cost?!x"), ("丙", "成本"))]
    named += [c.row("field", made(c, label_zh="丁", label_en="成本 2"))["name"], c.row("field", made(c, of="risk"))["name"]]
    assert named == ["x_cost", "x_cost_x", "x_field", "x_2", "x_vendor"]
    assert c.row("field", made(c, label_zh="戊", label_en="费用"))["name"] == "x_field_2"


def test_a_bad_value_is_refused_beside_its_field(c: b.Company) -> None:
    for kind in ("number", "date", "person"):
        made(c, kind=kind, label_zh=f"我的 {kind}", label_en=f"My {kind}")
    made(c, kind="choice", label_zh="类别", label_en="Class", choices=CLASSES)
    with c.unchanged():
        problems = b.refusal(lambda: asked(c, title=None, x_my_number="多", x_my_date="2026-11-20", x_my_person=999, x_class="c"))
    assert problems.keys() == {"title", "x_my_number", "x_my_date", "x_my_person", "x_class"}
    assert problems["x_class"] == Text("类别没有“c”这个选项", "c is not one of the choices for Class")


def test_a_required_field_is_asked_of_those_who_are_shown_it_and_of_no_other_action(c: b.Company) -> None:
    record = asked(c)
    made(c, required=True)
    with c.unchanged():
        assert b.refusal(lambda: asked(c, x_vendor=" ")).keys() == {"x_vendor"}
        assert b.refusal(lambda: request.save(c.visit("contact"), {"x_vendor": None}, record, 1)).keys() == {"x_vendor"}
    request.submit(c.visit("contact"), record, 1)
    assert c.row("request", record)["status"] == "submitted"


def test_a_change_of_something_else_keeps_what_was_filled_in(c: b.Company) -> None:
    made(c)
    made(c, kind="yes_no", label_zh="涉密", label_en="Secret")
    record = asked(c, x_vendor="甲", x_secret=True)
    request.save(c.visit("contact"), {"title": "改过"}, record, 1)
    assert extra(c, record) == '{"x_secret": true, "x_vendor": "甲"}'
    request.save(c.visit("contact"), {"x_vendor": None, "x_secret": False}, record, 2)
    assert extra(c, record) == '{"x_secret": false}'


def test_of_two_people_who_fill_it_in_the_second_meets_a_conflict(c: b.Company) -> None:
    made(c)
    record = asked(c)
    request.save(c.visit("contact"), {"x_vendor": "甲"}, record, 1)
    with c.unchanged(), pytest.raises(Conflict) as met:
        request.save(c.visit("contact"), {"x_vendor": "乙"}, record, 1)
    assert met.value.theirs["extra"] == '{"x_vendor": "甲"}'


def test_a_field_of_another_table_is_not_taken_along(c: b.Company) -> None:
    made(c, of="issue")
    assert extra(c, asked(c, x_vendor="甲")) is None
    found = issue.report(c.visit("contact"), b.issue(c, x_vendor="甲"))
    assert extra(c, found, "issue") == '{"x_vendor": "甲"}'


def test_a_field_out_of_use_is_filled_in_no_more_and_what_it_holds_stays(c: b.Company) -> None:
    own = made(c, required=True)
    record = asked(c, x_vendor="甲")
    field.save(c.visit("admin"), {"active": False}, own, 1)
    assert c.saved()[0] == "change"
    visit = c.visit("contact")
    assert "x_vendor" not in visit.tables["request"].by_name
    assert [one.name for one in visit.custom.every["request"]] == ["x_vendor"]
    request.save(visit, {"title": "改过", "x_vendor": "乙"}, record, 1)
    assert extra(c, record) == '{"x_vendor": "甲"}'


def test_the_past_has_the_fields_and_values_of_its_day(c: b.Company) -> None:
    record, later = asked(c), b.NOW + b.HOUR
    field.save(c.visit("admin", later), b.field())
    request.save(c.visit("contact", later), {"x_vendor": "甲"}, record, 1)
    before, after = (c.visit("contact", later + b.HOUR, past) for past in (b.NOW, later))
    assert "x_vendor" not in before.tables["request"].by_name
    assert "x_vendor" in after.tables["request"].by_name
    assert [visit.frames["request"]["extra"].to_list() for visit in (before, after)] == [[None], ['{"x_vendor": "甲"}']]


def test_its_table_its_kind_and_its_name_stay_as_they_were_made(c: b.Company) -> None:
    own = made(c)
    with c.unchanged():
        for name, value in (("of", "risk"), ("kind", "number")):
            assert b.refusal(lambda name=name, value=value: field.save(c.visit("admin"), {name: value}, own, 1)).keys() == {name}
    field.save(c.visit("admin"), {"name": "x_other", "label_en": "Supplier"}, own, 1)
    assert [c.row("field", own)[name] for name in ("name", "label_en")] == ["x_vendor", "Supplier"]


@pytest.mark.parametrize(
    "label",
    [{"label_zh": "需求名称"}, {"label_en": "title"}, {"label_zh": "协作主题"}, {"label_zh": "已有的"}, {"label_en": "Had  already"}],
)
def test_two_fields_of_a_table_go_by_different_labels(c: b.Company, label: dict[str, str]) -> None:
    made(c, label_zh="已有的", label_en="Had already")
    with c.unchanged():
        assert b.refusal(lambda: made(c, **label)).keys() == label.keys()


def test_every_problem_of_a_new_field_stands_beside_its_own(c: b.Company) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: made(c, of="person", kind="formula", label_zh=" ", label_en="e" * 41))
        assert problems.keys() == {"of", "kind", "label_zh", "label_en"}
        assert b.refusal(lambda: made(c, kind="choice", label_zh="标题", position=-1)).keys() == {"choices", "position"}


@pytest.mark.parametrize(
    ("kind", "lines", "said"),
    [
        ("choice", None, "请填写选项"),
        ("choice", "甲,A\n乙", "第 2 行不是“中文,英文”或“键,中文,英文”"),
        ("choice", "a,甲,A\na,乙,B", "选项“a”出现了两次"),
        ("choice", "a,甲,A\nb,甲,B", "选项“甲”出现了两次"),
        ("choice", f"a,{'长' * 61},A", f"选项“{'长' * 61}”太长：键最多 40 个字符，名称最多 60 个"),
        ("text", "a,甲,A", "只有“单选”才有选项"),
    ],
)
def test_choices_that_cannot_be_read_or_told_apart_are_refused_beside_them(c: b.Company, kind: str, lines: str | None, said: str) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: made(c, kind=kind, choices=lines))
    assert {name: text.zh for name, text in problems.items()} == {"choices": said}


def test_a_choice_that_records_have_is_renamed_but_not_taken_away(c: b.Company) -> None:
    own = made(c, kind="choice", choices=CLASSES)
    record = asked(c, x_vendor="a")
    with c.unchanged():
        problems = b.refusal(lambda: field.save(c.visit("admin"), {"choices": "b,乙类,Class B"}, own, 1))
        assert problems["choices"].zh == "有 1 条记录选了“甲类”：可以改名，不能去掉"
    field.save(c.visit("admin"), {"choices": "a,一类,Class 1\n三类,Class 3"}, own, 1)
    assert c.visit("contact").word("request.x_vendor", "a") == "一类"
    assert list(c.visit("contact").vocabulary["request.x_vendor"]) == ["a", "class_3"]
    assert extra(c, record) == '{"x_vendor": "a"}'


def test_only_those_who_keep_the_rules_make_fields(c: b.Company) -> None:
    own = made(c)
    for who in ("lead", "contact", "leader", "viewer"):
        with c.unchanged(), pytest.raises(Forbidden):
            field.save(c.visit(who), b.field(of="risk"))
        with c.unchanged(), pytest.raises(Forbidden):
            field.save(c.visit(who), {"active": False}, own, 1)
