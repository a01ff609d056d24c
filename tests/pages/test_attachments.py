"""Attachments as people meet them: chosen and saved under the record opened, listed with who and when, told in its history."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actions import attachment, issue, project, request, risk
from core.actions.attachment import MOST_FILES, Upload
from core.store.files import Files
from core.store.ledger import Ledger
from core.ui.attachments import size
from tests.pages.app import ADMIN, CHEN, LI, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit

PDF = b"%PDF-1.7\n" + b"0" * 3000
ADD = "attach.request.1"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    made = Files(str(tmp_path))
    monkeypatch.setattr("core.ui.attachments.home", lambda: SimpleNamespace(files=made))
    return made


@pytest.fixture
def ledger() -> Ledger:
    """A company in which Li's department has asked another one for something."""
    made = company()
    request.apply(visit(made, LI), {"title": "联合推广", "applicant_department": RESEARCH, "departments": [2], "urgency": "normal"} | GOOD)
    return made


GOOD = {"background": "新品上市", "goal": "首月销量 10000 台"}


def choose(screen: Screen, *chosen: tuple[str, bytes]) -> None:
    screen.file_uploader[0].set_value([(name, data, "") for name, data in chosen]).run()


def attached(ledger: Ledger) -> list[str]:
    return ledger.snapshot()["attachment"]["name"].to_list()


def told(screen: Screen) -> list[str]:
    """The history's second and last columns: who, and what."""
    frame = screen.dataframe[len(screen.dataframe) - 1].value
    return [" ".join(row) for row in frame.iloc[:, 1:].itertuples(index=False)]


def test_files_are_chosen_saved_and_listed_with_a_link_their_size_and_who_attached_them(ledger: Ledger, files: Files) -> None:
    screen = app(ledger, LI, "requests", id=1)
    assert "附件（0）" in screen.words
    assert not screen.has(f"{ADD}.save")
    choose(screen, ("方案 v2.pdf", PDF), ("纪要.md", "# 纪要".encode()))
    screen.press(f"{ADD}.save")
    assert not screen.exception
    assert attached(ledger) == ["方案 v2.pdf", "纪要.md"]
    assert "附件（2）" in screen.words
    assert "[方案 v2.pdf](/files/1)" in screen.words
    assert "3 KB · 李娜 · 2026-11-20 10:00" in screen.words
    with files.open(ledger.snapshot()["attachment"]["hash"][0]) as data:
        assert data.read() == PDF


def test_the_uploader_is_empty_again_after_a_save(ledger: Ledger, files: Files) -> None:
    screen = app(ledger, LI, "requests", id=1)
    choose(screen, ("a.pdf", PDF))
    screen.press(f"{ADD}.save")
    assert not screen.has(f"{ADD}.save")
    choose(screen, ("a.pdf", PDF))
    screen.press(f"{ADD}.save")
    assert attached(ledger) == ["a.pdf", "a.pdf"]


def test_a_refusal_stands_beside_the_uploader_and_what_was_chosen_stays(ledger: Ledger, files: Files) -> None:
    screen = app(ledger, LI, "requests", id=1)
    choose(screen, ("a.pdf", PDF), ("b.pdf", b"<html>"))
    screen.press(f"{ADD}.save")
    assert attached(ledger) == []
    assert "“b.pdf”的内容与扩展名 .pdf 不符" in screen.error[0].value.replace("\\", "")
    assert [one.name for one in screen.session_state[f"{ADD}.0"]] == ["a.pdf", "b.pdf"]
    screen.run()
    assert screen.error
    choose(screen, ("a.pdf", PDF))
    assert not screen.error
    screen.press(f"{ADD}.save")
    assert attached(ledger) == ["a.pdf"]


def test_while_the_files_are_away_the_page_says_so_and_keeps_what_was_chosen(ledger: Ledger, files: Files, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    screen = app(ledger, LI, "requests", id=1)
    choose(screen, ("a.pdf", PDF))
    files.__dict__["_folder"] = tmp_path / "file" / "files"
    screen.press(f"{ADD}.save")
    assert "文件存储暂时不可用" in screen.words
    assert attached(ledger) == []
    files.__dict__["_folder"] = tmp_path
    screen.press(f"{ADD}.save")
    assert attached(ledger) == ["a.pdf"]


def test_a_file_is_removed_after_a_question_and_the_history_tells_both(ledger: Ledger, files: Files) -> None:
    attachment.attach(visit(ledger, ADMIN), files, "request", 1, [Upload("方案.pdf", PDF)])
    screen = app(ledger, LI, "requests", id=1)
    screen.press("act.detach.1.yes")
    assert "附件（0）" in screen.words
    assert told(screen)[:2] == ["李娜 移除 · 附件 文件名: 方案.pdf", "管理员 添加附件 · 附件 文件名: 方案.pdf"]


def test_the_history_of_another_type_with_the_same_number_tells_nothing_of_it(ledger: Ledger, files: Files) -> None:
    attachment.attach(visit(ledger, LI), files, "request", 1, [Upload("方案.pdf", PDF)])
    risk.report(visit(ledger, LI), {"title": "延期", "department": RESEARCH, "probability": 2, "impact": 2})
    screen = app(ledger, LI, "risks", id=1)
    assert "方案.pdf" not in screen.words + str(told(screen))
    assert "附件（0）" in screen.words


def test_whoever_may_only_read_finds_the_files_and_no_way_to_change_them(ledger: Ledger, files: Files) -> None:
    for who in (WANG, SCREEN):
        assert "附件" not in app(ledger, who, "requests", id=1).words
    attachment.attach(visit(ledger, LI), files, "request", 1, [Upload("方案.pdf", PDF)])
    for who in (WANG, SCREEN):
        screen = app(ledger, who, "requests", id=1)
        assert "[方案.pdf](/files/1)" in screen.words
        assert not screen.app.get("file_uploader")
        assert not screen.has("act.detach.1.yes")


def test_a_file_removed_by_somebody_else_meanwhile_is_said_to_be_gone(ledger: Ledger, files: Files) -> None:
    attachment.attach(visit(ledger, LI), files, "request", 1, [Upload("a.pdf", PDF), Upload("b.pdf", PDF)])
    screen = app(ledger, LI, "requests", id=1)
    attachment.remove(visit(ledger, CHEN), 2)
    screen.press("act.detach.2.yes")
    assert "附件（1）" in screen.words
    assert not screen.exception


def test_where_there_is_no_room_left_no_more_is_asked_for(ledger: Ledger, files: Files) -> None:
    attachment.attach(visit(ledger, LI), files, "request", 1, [Upload(f"{number}.pdf", PDF) for number in range(MOST_FILES)])
    screen = app(ledger, LI, "requests", id=1)
    assert f"附件（{MOST_FILES}）" in screen.words
    assert not screen.app.get("file_uploader")


@pytest.mark.parametrize("page", ["issues", "risks", "projects"])
def test_issues_risks_and_projects_have_attachments_too(ledger: Ledger, files: Files, page: str) -> None:
    now = visit(ledger, CHEN)
    issue.report(now, {"title": "超时", "kind": "problem", "level": "normal", "departments": [RESEARCH], "found_at": NOW})
    risk.report(now, {"title": "延期", "department": RESEARCH, "probability": 2, "impact": 2})
    project.save(
        now,
        {"name": "上市", "lead_department": RESEARCH, "manager": CHEN, "starts_on": NOW.date(), "ends_on": NOW.date(), "status": "active"},
    )
    screen = app(ledger, CHEN, page, id=1, view="documents")
    choose(screen, ("方案.pdf", PDF))
    screen.press(f"attach.{page[:-1]}.1.save")
    assert ledger.snapshot()["attachment"].select("of", "record", "name").rows() == [(page[:-1], 1, "方案.pdf")]
    assert "[方案.pdf](/files/1)" in screen.words
    assert told(screen)[0] == "陈静 添加附件 · 附件 文件名: 方案.pdf"


def test_an_englishman_reads_it_in_english(ledger: Ledger, files: Files) -> None:
    english(ledger, LI)
    screen = app(ledger, LI, "requests", id=1)
    choose(screen, ("a.pdf", b"MZ"))
    screen.press(f"{ADD}.save")
    assert 'The content of "a.pdf" does not match its ending .pdf' in screen.words
    assert "Attachments (0)" in screen.words


CRAFTED = (
    "![evil](http://evil.example).pdf",
    "[a](http://evil.example) **b**.pdf",
    "](http://evil.example).pdf",
    "`a` :red[x] $x$ {0}.pdf",
)


@pytest.mark.parametrize("name", CRAFTED)
def test_a_crafted_name_is_shown_as_it_is(ledger: Ledger, files: Files, name: str) -> None:
    attachment.attach(visit(ledger, LI), files, "request", 1, [Upload(name, PDF)])
    kept = attached(ledger)[0]
    screen = app(ledger, LI, "requests", id=1)
    assert not screen.exception
    assert f"[{kept}](/files/1)" in screen.words.replace("\u2060", "")
    line = next(one.value for one in screen.markdown if "/files/1" in one.value)
    assert line.replace("\\[", "").replace("\\]", "").replace("\\(", "").replace("\\)", "").count("](") == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 20 * 2**20))
def test_a_size_is_said_in_few_characters(count: int) -> None:
    assert size(count).endswith((" KB", " MB"))
    assert len(size(count)) <= 7
