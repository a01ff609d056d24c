"""Retrospectives and the knowledge base as people meet them."""

from datetime import date, timedelta

import pytest

from core.actions import article, goal, project, retrospective, risk, task
from core.store.ledger import Ledger
from tests.pages.app import CHEN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit
from tests.pages.editing import cells, type_into

TODAY = date(2026, 11, 20)
NEW = "form:retrospective.new.1.0"


@pytest.fixture
def ledger() -> Ledger:
    """A project of Wang's, done on time, with a goal that was met and a risk that occurred."""
    ledger = company()
    span = {"starts_on": date(2026, 9, 1), "ends_on": TODAY}
    project.save(visit(ledger, CHEN), {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active", **span})
    wang = visit(ledger, WANG)
    due = {"kind": "task", "department": RESEARCH, "owner": LI, "starts_on": date(2026, 11, 2), "due_on": TODAY}
    task.finish(wang, task.plan(wang, {"project": 1, "title": "联调", **due}), None, TODAY)
    measure = {
        "name": "首月销量",
        "project": 1,
        "category": "business",
        "source": "readings",
        "direction": "up",
        "unit": "台",
        "owner": WANG,
    }
    goal.save(wang, {**measure, "baseline_value": 0.0, "target_value": 1000.0, "starts_on": date(2026, 10, 1), "due_on": TODAY})
    goal.record_reading(wang, {"goal": 1, "read_on": TODAY, "value": 1200.0})
    risk.occur(
        wang,
        risk.report(wang, {"title": "供货商延期", "project": 1, "department": LEGAL, "owner": WANG, "probability": 3, "impact": 3}),
        None,
    )
    return ledger


def written(ledger: Ledger, **values: object) -> int:
    given = {
        "project": 1,
        "held_on": TODAY,
        "attainment": "目标达成",
        "went_well": "配合顺畅",
        "to_improve": "验证太晚",
        "lessons": "提前六周验证供货商",
    }
    return retrospective.write(visit(ledger, WANG), {**given, **values})


def kept(ledger: Ledger, title: str = "供货商验证清单", **values: object) -> int:
    return article.save(visit(ledger, LI), {"title": title, "kind": "lesson", "tags": "验收", "body": "先看资质，再试产。", **values})


def field(screen: Screen, kind: str, name: str, form: str = NEW) -> object:
    return screen.field(kind, f"{form}.{name}")


def titles(screen: Screen) -> list[str]:
    return [button.label.strip("*").replace("\\", "") for button in screen.button if (button.key or "").startswith("article.")]


def test_an_empty_company_is_told_how_to_begin() -> None:
    ledger = company()
    assert "还没有复盘" in app(ledger, LI, "reviews").words
    assert "知识库还是空的" in app(ledger, LI, "reviews", view="articles").words
    assert "您没有可以复盘的项目" in app(ledger, WANG, "reviews", new=1).words


def test_a_lead_begins_from_what_the_records_say(ledger: Ledger) -> None:
    screen = app(ledger, WANG, "reviews")
    screen.press("new")
    assert not screen.text_area
    screen.field("selectbox", "retrospective.project").set_value(1).run()
    draft = field(screen, "text_area", "attainment").value.splitlines()
    assert draft[:3] == [
        "目标：共 1 个，已达成 1 个",
        "· 首月销量：1200台，目标 1000台，已达成",
        "任务：共 1 项，完成 1 项，其中按期 1 项；未完成的逾期 0 项",
    ]
    assert draft[3].startswith("承诺：到期")
    assert draft[3].endswith("（100%）")
    assert draft[-2:] == ["风险：登记 1 项，发生 1 项", "· 供货商延期"]


def test_a_refused_retrospective_keeps_what_was_typed(ledger: Ledger) -> None:
    screen = app(ledger, WANG, "reviews", new=1, project=1)
    field(screen, "text_area", "went_well").set_value("配合顺畅")
    field(screen, "date_input", "held_on").set_value(TODAY + timedelta(days=1))
    screen.press(f"{NEW}.button.save")
    assert "复盘日期不能晚于今天" in screen.words
    assert field(screen, "text_area", "went_well").value == "配合顺畅"
    field(screen, "date_input", "held_on").set_value(TODAY)
    screen.press(f"{NEW}.button.save")
    assert "请填写待改进" in screen.words
    field(screen, "text_area", "to_improve").set_value("验证太晚")
    screen.press(f"{NEW}.button.save")
    assert screen.query_params["id"] == "1"
    assert "新品上市 · 复盘 2026-11-20" in screen.words
    assert "首月销量：1200台" in screen.words


def test_an_edit_is_saved_on_the_version_it_shows(ledger: Ledger) -> None:
    written(ledger)
    screen = app(ledger, WANG, "reviews", id=1)
    screen.press("edit")
    field(screen, "text_area", "causes", "form:retrospective.1.edit.1.0").set_value("没有问供应链")
    retrospective.write(visit(ledger, CHEN), {"causes": "排期太满"}, 1, 1)
    screen.press("form:retrospective.1.edit.1.0.button.save")
    assert "陈静 在 2026-11-20 10:00 先保存了这条记录" in screen.words
    screen.press("form:retrospective.1.edit.1.0.keep")
    assert ledger.snapshot()["retrospective"]["causes"][0] == "没有问供应链"


def test_actions_are_typed_into_a_grid_and_become_tasks(ledger: Ledger) -> None:
    written(ledger)
    screen = app(ledger, WANG, "reviews", id=1)
    type_into(screen, {}, added=[{"title": "建立供货商名录", "department": LEGAL, "owner": LI}])
    screen.press("grid:retrospective.1.actions.0.save")
    assert "请填写计划完成" in screen.words
    assert cells(screen, "title") == ["建立供货商名录"]
    type_into(screen, {0: {"due_on": "2026-12-04"}})
    screen.press("grid:retrospective.1.actions.1.save")
    made = ledger.snapshot()["task"].filter(retrospective=1).row(0, named=True)
    assert (made["title"], made["kind"], made["project"], made["due_on"]) == ("建立供货商名录", "action", 1, date(2026, 12, 4))
    assert cells(screen, "title") == ["建立供货商名录"]


def test_the_lessons_become_an_article_that_opens(ledger: Ledger) -> None:
    written(ledger)
    screen = app(ledger, WANG, "reviews", id=1)
    screen.press("act.publish")
    assert (screen.query_params["article"], "id" in screen.query_params) == ("1", False)
    assert "提前六周验证供货商" in screen.words
    again = app(ledger, CHEN, "reviews", id=1)
    again.press("act.publish")
    assert "知识库里已有这次复盘的文章" in again.words
    assert ledger.snapshot()["article"].height == 1


@pytest.mark.parametrize("who", [LI, SCREEN])
def test_whoever_may_not_write_sees_a_retrospective_with_its_actions_and_no_buttons(ledger: Ledger, who: int) -> None:
    action = {"title": "建立供货商名录", "department": LEGAL, "owner": LI, "due_on": TODAY}
    retrospective.plan(visit(ledger, WANG), written(ledger), [action])
    screen = app(ledger, who, "reviews", id=1, edit=1)
    assert "提前六周验证供货商" in screen.words
    assert [button.key for button in screen.button] == ["back"]
    assert screen.dataframe[0].value["任务名称"].tolist() == ["建立供货商名录"]
    assert not app(ledger, who, "reviews").has("new")


def test_a_list_shows_the_newest_first_and_filters_by_project(ledger: Ledger) -> None:
    written(ledger, held_on=TODAY)
    written(ledger, held_on=date(2026, 10, 9))
    screen = app(ledger, LI, "reviews")
    assert [str(day)[:10] for day in screen.dataframe[0].value["复盘日期"]] == ["2026-11-20", "2026-10-09"]


def test_an_article_is_written_and_opens(ledger: Ledger) -> None:
    screen = app(ledger, LI, "reviews", view="articles")
    screen.press("new_article")
    form = "form:article.new.0"
    field(screen, "text_input", "title", form).set_value("供货商验证清单")
    field(screen, "text_input", "tags", form).set_value("验收，供应链")
    screen.press(f"{form}.button.save")
    assert "请填写正文" in screen.words
    assert field(screen, "text_input", "tags", form).value == "验收，供应链"
    field(screen, "text_area", "body", form).set_value("先看资质\n再试产 <b>x</b> ![i](http://x)")
    screen.press(f"{form}.button.save")
    assert screen.query_params["article"] == "1"
    assert "先看资质\n再试产 <b>x</b> ![i](http://x)" in [text.value for text in screen.text]


def test_the_knowledge_base_lists_the_newest_and_finds_by_chinese_english_and_initials(ledger: Ledger) -> None:
    for title, body in (("供货商验证清单", "先看资质"), ("Supplier checklist", "pilot run"), ("评审怎样一次通过", "供货商不用到场")):
        kept(ledger, title, body=body)
    screen = app(ledger, SCREEN, "reviews", view="articles")
    assert titles(screen) == ["评审怎样一次通过", "Supplier checklist", "供货商验证清单"]
    for query, found in (
        ("供货商", ["供货商验证清单", "评审怎样一次通过"]),
        ("suppl", ["Supplier checklist"]),
        ("ghsyz", ["供货商验证清单"]),
    ):
        screen.text_input(key="search").set_value(query).run()
        assert titles(screen) == found
        assert f"找到 {len(found)} 篇" in screen.words
    screen.text_input(key="search").set_value("库存").run()
    assert "没有找到" in screen.words


def test_a_search_stands_in_the_url_beside_the_filters(ledger: Ledger) -> None:
    kept(ledger, "供货商验证清单")
    kept(ledger, "供货商合同模板", kind="template")
    assert titles(app(ledger, LI, "reviews", view="articles", search="供货商", kind="template")) == ["供货商合同模板"]
    screen = app(ledger, LI, "reviews", view="articles", search="供货商")
    screen.press("article.2")
    assert screen.query_params["article"] == "2"
    screen.press("back")
    assert titles(screen) == ["供货商合同模板", "供货商验证清单"]


def test_the_snippet_shows_typed_marks_as_they_are(ledger: Ledger) -> None:
    kept(ledger, "**粗** :red[红]", body="见 [这里](http://evil.example) 的验证 ![x](http://evil.example/x.png)")
    screen = app(ledger, LI, "reviews", view="articles", search="验证")
    (found,) = [text.value for text in screen.text if "验证" in text.value]
    assert found == "见 [这里](http://evil.example) 的验证 ![x](http://evil.example/x.png)"
    assert ":red[" not in screen.button(key="article.1").label


def test_its_writer_edits_and_removes_an_article_and_nobody_else_of_his_role(ledger: Ledger) -> None:
    kept(ledger)
    screen = app(ledger, LI, "reviews", article=1, edit=1)
    field(screen, "text_input", "title", "form:article.1.edit.1.0").set_value("供货商验证十条")
    screen.press("form:article.1.edit.1.0.button.save")
    assert "供货商验证十条" in screen.words
    assert [button.key for button in app(ledger, WANG, "reviews", article=1).button] == ["back"]
    screen.press("act.remove")
    assert ledger.snapshot()["article"].is_empty()
    assert "知识库还是空的" in app(ledger, LI, "reviews", view="articles").words


def test_what_is_not_there_says_so(ledger: Ledger) -> None:
    for place in ({"id": 9}, {"article": 9}):
        assert "没有这条记录" in app(ledger, LI, "reviews", **place).words


@pytest.mark.parametrize(
    "query",
    [
        *({}, {"new": 1}, {"new": 1, "project": 1}, {"id": 1}, {"id": 1, "edit": 1}, {"view": "articles"}, {"article": 0}, {"article": 1}),
        *({"article": 1, "edit": 1}, {"view": "articles", "search": "pilot"}, {"view": "articles", "search": "nothing"}),
    ],
)
def test_every_view_is_drawn_in_english(ledger: Ledger, query: dict[str, object]) -> None:
    written(ledger)
    article.save(visit(ledger, CHEN), {"title": "Pilot", "kind": "case", "body": "pilot run"})
    english(ledger, CHEN)
    screen = app(ledger, CHEN, "reviews", now=NOW, **query)
    assert not screen.exception
    for word in ("复盘", "知识库", "保存", "移除", "项目", "目标：", "任务："):
        assert word not in screen.words
