"""The weekly meeting's slides: which there are, what they say, and that each can be drawn."""

import sys
from types import ModuleType

import polars as pl
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some

from core.actions import issue, organisation, task
from core.actions.project import save
from core.figures import Choice
from core.text import Language
from core.ui import slides_figure, stage_draft
from core.ui import slides_parts as parts
from core.ui.deck import deck
from core.ui.slide import Slide
from tests import builders as b
from tests import weeks
from tests.pages.app import app


@pytest.fixture(scope="module")
def week():
    return weeks.week()


@pytest.fixture
def drawn(monkeypatch):
    """Draw slides on a page of their own: the one with a key, or all of them one below the other."""

    def page(ledger, who, **query):
        def render(visit):
            project = st.query_params.get("project")
            for slide in deck(visit, Choice(project and int(project)), None):
                if st.query_params.get("slide", slide.key) == slide.key:
                    st.text(slide.title)
                    slide.draw()

        module = ModuleType("pages.slides")
        module.render = render
        monkeypatch.setitem(sys.modules, "pages.slides", module)
        return app(ledger, who, "slides", now=b.NOW, **query)

    return page


def slides(c, who="lead", choice=None, meeting=None):
    return {slide.key: slide for slide in deck(c.visit(who), choice or Choice(c.projects["launch"]), meeting)}


def test_the_slides_come_in_their_order(week):
    c = week.company
    launch = f"project-{c.projects['launch']}"
    assert list(slides(c)) == ["opening", "changed", "kpis", launch, "together", "risks", "goals", "actions", "next"]


def test_titles_state_the_finding(week):
    found = slides(week.company)
    assert found["changed"].title.startswith("上次周会（11-13）以来：2 项任务新超期，")
    assert found["risks"].title == "1 个风险升高，1 个关闭，现有 1 个高风险"
    assert found["actions"].title == "2 项行动：1 项超期，1 项已完成"
    assert found["next"].title == "接下来 7 天（11-21 至 11-27）：1 项到期，1 项开始"


def test_notes_name_whom_to_ask_and_minutes_are_lines_of_text(week):
    found = slides(week.company)
    assert found["actions"].notes[0] == "问contact：“催供应商”应于 11-17 完成，卡在哪里，新的期限是哪天？"
    assert found["actions"].minutes.splitlines()[0] == "- ■ 已超期 · 催供应商 · contact · 2026-11-17"
    for slide in found.values():
        assert all(note and "\n" not in note for note in slide.notes)
        assert 1 <= len(slide.notes) <= 4
        assert slide.title not in slide.minutes


def test_the_opening_names_who_is_asked_to_the_meeting(week):
    c = week.company
    row = c.row("meeting", week.meeting)
    assert slides(c, meeting=row)["opening"].minutes == "参会：lead、contact"
    assert slides(c)["opening"].minutes == ""


@pytest.mark.parametrize(("who", "said"), [("lead", "谁在等谁"), ("outsider", "Who waits on whom")])
def test_every_slide_is_drawn_in_the_visitors_language(week, drawn, who, said):
    c = week.company
    if who == "outsider":
        organisation.choose_language(c.visit(who), Language.EN)
    page = drawn(c.ledger, c.people[who], project=c.projects["launch"])
    assert not page.exception
    assert said in page.words
    assert len(page.metric) >= 8


def test_the_meeting_screen_sees_them_and_what_is_past_too(week):
    c = week.company
    assert list(slides(c, who="viewer")) == list(slides(c))
    past = deck(c.visit("lead", past=weeks.HELD), Choice(), None)
    assert [slide.key for slide in past][:3] == ["opening", "changed", "kpis"]


def test_an_empty_company_has_the_opening_and_the_figures(drawn):
    c = b.Company(b.empty_ledger())
    c.people["admin"] = organisation.first_administrator(c.ledger, b.NOW, "admin", "管理员", Language.ZH)
    page = drawn(c.ledger, c.people["admin"])
    assert not page.exception
    assert [slide.key for slide in deck(c.visit("admin"), Choice(), None)] == ["opening", "kpis"]


def test_projects_with_nothing_to_say_share_a_slide(drawn):
    c = b.company()
    save(c.visit("admin"), b.project_values(c, name="安静的项目"))
    found = slides(c, choice=Choice())
    assert not [key for key in found if key.startswith("project-")]
    assert found["quiet"].title == "全部 3 个项目正常"
    assert not drawn(c.ledger, c.people["lead"], slide="quiet").exception


def test_what_has_no_room_is_opened(drawn):
    c = b.company()
    for number in range(11):
        issue.report(c.visit("contact"), b.issue(c, title=f"问题{number}", project=c.projects["launch"]))
    page = drawn(c.ledger, c.people["lead"], slide=f"project-{c.projects['launch']}")
    assert not page.exception
    assert page.table[0].value.shape[0] == 8
    page.session_state[f"slide.project.{c.projects['launch']}"] = True
    page.run()
    assert [table.value.shape[0] for table in page.table] == [8, 11]


def test_every_kind_leads_with_its_first_rows():
    rows = pl.DataFrame({"kind": ["a"] * 3 + ["b"] * 3 + ["c"] * 2, "n": range(8)})
    assert parts.led(rows, "kind", {"b": 2})["n"].to_list() == [0, 3, 4, 6, 1, 2, 5, 7]


@pytest.mark.parametrize(
    ("name", "now", "before", "said"),
    [
        ("nps", 11.4, 13.6, "-3"),
        ("csat", 0.8284, 0.8062, "+2.2"),
        ("spi", 0.9349, 0.9251, None),
        ("overdue", 1038.0, 15.0, "+1,023"),
        ("deviation", 4.64, 4.36, "+0.2"),
    ],
)
def test_a_figure_moved_by_what_is_written(name, now, before, said):
    assert slides_figure.moved({"name": name, "now": now, "before": before}) == said


def test_the_draft_has_the_first_findings_of_every_slide_and_stays_short(week):
    visit = week.company.visit("lead")
    told = [Slide(f"{n}", f"标题{n}", print, minutes="\n".join(f"- {n}.{line} {'字' * 40}" for line in range(9))) for n in range(12)]
    text = stage_draft.draft(visit, told)
    assert 1000 < len(text) <= 1500
    assert all(f"标题{n}】\n- {n}.0 " in text for n in range(12))
    assert text.count("标题11") == 1


def test_what_people_typed_is_shown_as_typed(drawn):
    c = b.company()
    task.plan(c.visit("lead"), b.task(c, title="**粗** [x](http://e.example)", due_on=b.TODAY - b.DAY))
    page = drawn(c.ledger, c.people["lead"], slide=f"project-{c.projects['launch']}")
    cell = str(page.table[0].value.iloc[0, 1])
    assert "[x]" not in cell
    assert r"\[x\]" in cell


def test_the_promises_of_a_project_are_those_the_overview_counts(week):
    c = week.company
    launch = slides(c)[f"project-{c.projects['launch']}"]
    broken = c.visit("lead").promises.filter(pl.col("kept_at").is_null(), state="broken", project=c.projects["launch"])
    late = broken.filter(~pl.col("kind").is_in(["meeting_notice", "delay_notice"])).height
    assert f"{late} 项承诺超期" in launch.title


def test_a_newer_draft_takes_the_place_of_what_nobody_changed_and_is_added_below_what_somebody_did():
    shown = {"consensus": "十二月上线", "discussion": "【风险】\n- 甲 12\n【目标】\n- 乙", "next": True}
    newest = {"consensus": "十二月上线\n再议", "discussion": "【风险】\n- 甲 12\n- 丙 9\n【目标：一个】\n- 乙", "next": True}
    assert stage_draft.renewed(shown, shown, newest) == newest
    mine = {"consensus": "十二月八日上线", "discussion": "【风险】\n- 甲已关闭", "next": False}
    assert stage_draft.renewed(mine, shown, newest) == {
        "consensus": "十二月八日上线\n再议",
        "discussion": "【风险】\n- 甲已关闭\n【风险】\n- 丙 9",
        "next": False,
    }


@given(some.lists(some.text(max_size=6)), some.lists(some.text(max_size=6)), some.lists(some.text(max_size=6)))
def test_no_line_of_the_host_is_lost_and_none_of_the_newest_draft_that_is_new(mine, shown, newest):
    texts = ["\n".join(lines) for lines in (mine, shown, newest)]
    found = stage_draft.renewed(*({"discussion": text} for text in texts))["discussion"]
    if texts[0] == texts[1]:
        assert found == texts[2]
    else:
        assert found.startswith(texts[0])
