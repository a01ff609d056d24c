"""Attachments: what may be attached, by whom, and that only whoever may read a record gets its files, through the route too."""

import io
import logging
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from core import clock, web
from core.actions import (
    article,
    attachment,
    delivery,
    document,
    issue,
    meeting,
    organisation,
    project,
    request,
    resource,
    retrospective,
    risk,
    task,
)
from core.actions.act import Forbidden, Refused
from core.actions.attachment import CHANGED_BY, MOST_BYTES, MOST_FILES, Upload
from core.documents import kinds
from core.home import Home
from core.store.engine import StoreUnavailable
from core.store.files import Files, Lost
from core.store.ledger import Ledger
from core.store.verify import broken_at
from core.store.work import AlreadySaved, Missing
from core.text import Text
from core.visit import Visit
from tests import builders as b
from tests import engines

# Its deprecated client library is the one that is installed.
with warnings.catch_warnings(action="ignore"):
    from starlette.testclient import TestClient

PDF = b"%PDF-1.7\n1 0 obj\n" + bytes(range(256)) * 500
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
HTML = b"<!doctype html><script>alert(1)</script>"
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MACROS = TYPES.replace(b"/>", b' ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>')


def parcel(*names: str, types: bytes | None = TYPES) -> bytes:
    """A zip archive with these parts, and the list of parts that makes it an office document."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "part")
        if types is not None:
            made.writestr("[Content_Types].xml", types)
    return out.getvalue()


DOCX = parcel("word/document.xml")
# Every kind that may be attached: its name, its bytes and how it is called on the way out.
ALLOWED: tuple[tuple[str, bytes, str], ...] = (
    ("方案.pdf", PDF, "application/pdf"),
    ("方案.PDF", PDF, "application/pdf"),
    ("a.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("a.xlsx", parcel("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("a.pptx", parcel("ppt/presentation.xml"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("a.csv", "部门,数量\n市场,3\n".encode("gb18030"), "text/csv"),
    ("a.txt", "会议纪要".encode("utf-16"), "text/plain"),
    ("a.md", "# 会议纪要".encode(), "text/markdown"),
    ("a.png", PNG, "image/png"),
    ("a.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    ("a.jpeg", b"\xff\xd8\xff\xdb\x00\x43", "image/jpeg"),
    ("a.gif", b"GIF89a\x01\x00", "image/gif"),
    ("a.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"),
)
REFUSED: tuple[tuple[str, bytes, Text], ...] = (
    *((f"a.{ending}", HTML, kinds.NOT_ALLOWED) for ending in ("html", "htm", "svg", "js", "exe", "bat", "xml", "xhtml", "pdf.html", "")),
    *((f"a.{ending}", parcel("word/document.xml"), kinds.NOT_ALLOWED) for ending in ("docm", "xlsm", "pptm", "dotm", "zip", "doc")),
    ("pdf", PDF, kinds.NOT_ALLOWED),
    (".pdf", PDF, kinds.NOT_ALLOWED),
    ("a.pdf\u202e", HTML, kinds.DIFFERENT),
    ("a.pdf", b"", kinds.EMPTY),
    ("a.pdf", b"\n%PDF-1.7", kinds.DIFFERENT),
    ("a.pdf", HTML, kinds.DIFFERENT),
    ("a.png", b"\xff\xd8\xff", kinds.DIFFERENT),
    ("a.jpg", PNG, kinds.DIFFERENT),
    ("a.gif", b"GIF", kinds.DIFFERENT),
    ("a.webp", b"RIFF\x24\x00\x00\x00WAVE", kinds.DIFFERENT),
    ("a.txt", b"MZ\x90\x00\x03", kinds.DIFFERENT),
    ("a.csv", b"\xff\xfe\x00", kinds.DIFFERENT),
    ("a.md", b"\x89PNG\r\n\x1a\n\xff", kinds.DIFFERENT),
    ("a.docx", parcel("word/document.xml", types=None), kinds.DIFFERENT),
    ("a.docx", parcel("xl/workbook.xml"), kinds.DIFFERENT),
    ("a.docx", parcel("word/document.xml", "word/vbaProject.bin"), kinds.DIFFERENT),
    ("a.docx", parcel("word/document.xml", "word/VBAPROJECT.BIN"), kinds.DIFFERENT),
    ("a.docx", parcel("word/document.xml", types=MACROS), kinds.DIFFERENT),
    ("a.docx", parcel("word/document.xml", types=MACROS.decode().encode("utf-16")), kinds.DIFFERENT),
    ("a.docx", parcel("word/document.xml", types=TYPES + b" " * 2**20), kinds.DIFFERENT),
    ("a.docx", DOCX[:-30], kinds.DIFFERENT),
    ("a.docx", b"MZ" + DOCX, kinds.DIFFERENT),
    ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kinds.DIFFERENT),
)


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(str(tmp_path / "files"))


@pytest.fixture
def asked(c: b.Company) -> int:
    return request.apply(c.visit("contact"), b.request(c))


def attach(c: b.Company, files: Files, record: int, *uploads: Upload, who: str = "contact", key: str = "") -> list[int]:
    return attachment.attach(c.visit(who), files, "request", record, uploads or [Upload("方案.pdf", PDF)], key)


def kept(tmp_path: Path) -> int:
    return sum(file.is_file() for file in tmp_path.rglob("*"))


def fetched(c: b.Company, files: Files, who: str, record: int) -> bytes:
    _, data = attachment.fetched(files, c.visit(who), record)
    with data:
        return data.read()


@pytest.mark.parametrize(("name", "data", "media_type"), ALLOWED, ids=[name for name, *_ in ALLOWED])
def test_a_file_of_each_kind_is_kept_with_its_name_size_and_hash(
    c: b.Company, files: Files, asked: int, name: str, data: bytes, media_type: str
) -> None:
    (record,) = attach(c, files, asked, Upload(name, data))
    row = c.row("attachment", record)
    assert [row[field] for field in ("of", "record", "name", "media_type", "size", "verb", "saved_by")] == [
        *("request", asked, name, media_type, len(data), "attach", c.people["contact"])
    ]
    assert files.put(data) == row["hash"]
    assert fetched(c, files, "contact", record) == data


def test_every_kind_that_may_be_attached_is_tried_here() -> None:
    assert {kinds.ending(name) for name, *_ in ALLOWED} == kinds.KINDS.keys()


@pytest.mark.parametrize(("name", "data", "why"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_of_an_allowed_kind_is_refused_and_kept_nowhere(
    c: b.Company, files: Files, asked: int, tmp_path: Path, name: str, data: bytes, why: Text
) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: attach(c, files, asked, Upload("good.pdf", PDF), Upload(name, data)))
    assert list(problems) == ["1"]
    told = attachment.named(name)
    assert problems["1"].zh.startswith(why.zh.format(name=told, ending=kinds.ending(told), endings="")[:-2])
    assert kept(tmp_path) == 0


def test_every_problem_is_told_at_once(c: b.Company, files: Files, asked: int) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: attach(c, files, asked, Upload("a.exe", b"MZ"), Upload("a.pdf", PDF), Upload("b.pdf", HTML)))
    assert problems.keys() == {"0", "2"}


def test_no_file_at_all_is_a_problem(c: b.Company, files: Files, asked: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: attachment.attach(c.visit("contact"), files, "request", asked, [])) == {"": attachment.NO_FILE}


def test_a_file_may_have_the_most_bytes_and_not_one_more(c: b.Company, files: Files, asked: int, tmp_path: Path) -> None:
    whole = PDF + b"\x00" * (MOST_BYTES - len(PDF))
    with c.unchanged():
        assert "20 MB" in b.refusal(lambda: attach(c, files, asked, Upload("a.pdf", whole + b"\x00")))["0"].en
    assert kept(tmp_path) == 0
    (record,) = attach(c, files, asked, Upload("a.pdf", whole))
    assert fetched(c, files, "viewer", record) == whole


def test_a_record_has_no_more_files_than_may_be_and_room_again_when_one_is_removed(c: b.Company, files: Files, asked: int) -> None:
    first = attach(c, files, asked, *(Upload(f"{number}.pdf", PDF) for number in range(MOST_FILES - 1)))
    two = [Upload("a.pdf", PDF), Upload("b.pdf", PDF)]
    with c.unchanged():
        assert f"{MOST_FILES - 1} already" in b.refusal(lambda: attach(c, files, asked, *two))[""].en
    attachment.remove(c.visit("contact"), first[0])
    assert len(attach(c, files, asked, *two)) == 2
    other = request.apply(c.visit("contact"), b.request(c))
    assert attach(c, files, other)


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("方案.pdf", "方案.pdf"),
        ("C:\\Users\\李娜\\方案.pdf", "方案.pdf"),
        ("../../etc/a.pdf", "a.pdf"),
        ("/a.pdf", "a.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\x00\x1b\n.pdf", "a_.pdf"),
        ('a"b:c*?<>|.pdf', "a_b_c_____.pdf"),
        (" .a.pdf. ", "a.pdf"),
        ("e\u0301.pdf", "\u00e9.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("{0}.pdf", "{0}.pdf"),
    ],
)
def test_names_are_kept_fit_to_be_saved_under(c: b.Company, files: Files, asked: int, given: str, kept_as: str) -> None:
    (record,) = attach(c, files, asked, Upload(given, PDF))
    assert c.row("attachment", record)["name"] == kept_as


def test_attaching_and_removing_leave_the_record_at_its_version(c: b.Company, files: Files, asked: int) -> None:
    before = c.row("request", asked)
    (record,) = attach(c, files, asked)
    attachment.remove(c.visit("clerk"), record)
    assert c.row("request", asked) == before
    request.withdraw(c.visit("contact"), asked, before["version"])


def test_a_removed_file_stays_in_the_history_with_its_bytes(c: b.Company, files: Files, asked: int) -> None:
    (record,) = attach(c, files, asked)
    attachment.remove(c.visit("clerk"), record)
    history = c.ledger.history("attachment", record)
    assert history.select("version", "verb", "removed", "saved_by").rows() == [
        (1, "attach", False, c.people["contact"]),
        (2, "remove", True, c.people["clerk"]),
    ]
    with files.open(history["hash"][0]) as data:
        assert data.read() == PDF
    with c.unchanged(), pytest.raises(Missing):
        attachment.remove(c.visit("clerk"), record)
    with pytest.raises(Missing):
        attachment.fetched(files, c.visit("admin"), record)
    assert broken_at(c.ledger.engine, c.ledger.tables) is None


def test_the_same_click_twice_attaches_once(c: b.Company, files: Files, asked: int) -> None:
    (record,) = attach(c, files, asked, key=f"click {asked}")
    with c.unchanged(), pytest.raises(AlreadySaved) as already:
        attach(c, files, asked, key=f"click {asked}")
    assert (already.value.table, already.value.record) == ("attachment", record)


def test_the_same_content_at_two_records_is_kept_once(c: b.Company, files: Files, asked: int, tmp_path: Path) -> None:
    attach(c, files, asked, Upload("a.pdf", PDF), Upload("b.pdf", PDF))
    attach(c, files, request.apply(c.visit("contact"), b.request(c)))
    assert kept(tmp_path) == 1


@pytest.mark.parametrize("table", ["person", "task", "attachment", "setting", "save", "nothing"])
def test_nothing_is_attached_to_what_has_no_attachments(c: b.Company, files: Files, table: str, tmp_path: Path) -> None:
    with c.unchanged(), pytest.raises(Missing):
        attachment.attach(c.visit("admin"), files, table, 1, [Upload("a.pdf", PDF)])
    assert kept(tmp_path) == 0


@pytest.mark.skipif(not engines.POSTGRES, reason="the embedded database has one server")
def test_another_server_hands_out_what_this_one_attached_and_no_longer_what_this_one_removed(
    c: b.Company, files: Files, asked: int, tmp_path: Path
) -> None:
    there, theirs = Ledger(c.ledger.engine, c.ledger.tables), Files(str(tmp_path / "files"))
    (record,) = attach(c, files, asked)
    row, data = attachment.fetched(theirs, b.visit(there, c.people["viewer"]), record)
    with data:
        assert (row["name"], data.read()) == ("方案.pdf", PDF)
    attachment.remove(b.visit(there, c.people["clerk"]), record)
    with pytest.raises(Missing):
        fetched(c, files, "viewer", record)


def test_nothing_is_attached_to_a_record_that_is_not_there(c: b.Company, files: Files) -> None:
    with c.unchanged(), pytest.raises(Missing):
        attach(c, files, 9999, who="admin")


def test_while_the_files_are_away_nothing_is_saved_and_it_is_said(
    c: b.Company, asked: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "files").write_text("in the way")
    with c.unchanged():
        assert b.refusal(lambda: attach(c, Files(str(tmp_path / "files")), asked)) == {"": attachment.NOT_KEPT}
    assert "could not be kept" in caplog.text


# Who may attach to a record of each type and remove from it; all the others may not, and everybody may read.
OF_RESEARCH = {"admin", "coordinator", "contact", "clerk"}
WHO: dict[str, set[str]] = {
    "request": OF_RESEARCH,
    "issue": OF_RESEARCH | {"leader"},
    "risk": OF_RESEARCH | {"leader"},
    "project": {"admin", "coordinator", "lead"},
    "document": {"admin", "coordinator", "lead"},
    "resource_request": {"admin", "coordinator", "lead", "contact", "clerk"},
    "retrospective": {"admin", "coordinator", "lead"},
    "article": {"admin", "coordinator", "lead"},
    "deliverable": {"admin", "coordinator", "lead", "contact", "clerk"},
    "acceptance": {"admin", "coordinator", "lead"},
    "meeting": {"admin", "coordinator", "lead"},
}
PEOPLE = ("admin", "coordinator", "lead", "contact", "clerk", "leader", "viewer", "outsider")


@pytest.fixture(scope="module")
def records(c: b.Company) -> dict[str, int]:
    """A record of each type, all of research but what is the lead's."""
    """A record of each type, all of research but the project of the lead's."""
    handed_over = delivery.submit(c.visit("contact"), b.deliverable(task.plan(c.visit("lead"), b.task(c))))
    return {
        "deliverable": handed_over,
        "acceptance": delivery.accept(c.visit("lead"), handed_over, 1, b.acceptance(c)),
        "request": request.apply(c.visit("contact"), b.request(c)),
        "issue": issue.report(c.visit("contact"), b.issue(c)),
        "risk": risk.report(c.visit("contact"), b.risk(c)),
        "project": c.projects["launch"],
        "document": document.keep(c.visit("lead"), b.document(c)),
        "resource_request": resource.ask(c.visit("contact"), b.resource(c)),
        "retrospective": retrospective.write(c.visit("lead"), b.retrospective(c)),
        "article": article.save(c.visit("lead"), b.article()),
        "meeting": meeting.plan(c.visit("lead"), b.meeting(c)),
    }


def test_every_type_with_attachments_is_in_the_matrix() -> None:
    assert WHO.keys() == CHANGED_BY.keys()


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("table", WHO)
def test_whoever_may_change_a_record_attaches_and_removes_and_everybody_reads(
    c: b.Company, files: Files, records: dict[str, int], tmp_path: Path, table: str, who: str
) -> None:
    (there,) = attachment.attach(c.visit("admin"), files, table, records[table], [Upload("a.png", PNG)])
    assert fetched(c, files, who, there) == PNG
    if who in WHO[table]:
        (made,) = attachment.attach(c.visit(who), files, table, records[table], [Upload("a.pdf", PDF)])
        attachment.remove(c.visit(who), made)
        attachment.remove(c.visit(who), there)
        return
    with c.unchanged():
        with pytest.raises(Forbidden):
            attachment.attach(c.visit(who), files, table, records[table], [Upload("a.pdf", PDF)])
        with pytest.raises(Forbidden):
            attachment.remove(c.visit(who), there)
    assert kept(tmp_path) == 1
    attachment.remove(c.visit("admin"), there)


def test_the_files_of_one_record_are_not_those_of_another_type_with_its_id(c: b.Company, files: Files) -> None:
    record = c.projects["launch"]
    (made,) = attachment.attach(c.visit("lead"), files, "project", record, [Upload("a.pdf", PDF)])
    for who in ("contact", "clerk", "leader"):
        with c.unchanged(), pytest.raises(Forbidden):
            attachment.remove(c.visit(who), made)


@pytest.fixture
def home(c: b.Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The company's home, its files in a folder of this test's."""
    monkeypatch.setenv("TONGPIN_FILES", str(tmp_path / "files"))
    monkeypatch.setattr(clock, "now", lambda: b.NOW)
    made = Home(c.ledger.engine)
    made.ledger = c.ledger
    return made


@pytest.fixture
def browser(home: Home) -> Iterator[TestClient]:
    routes = [*web.routes(lambda: home.sessions, lambda: True), *web.downloads(lambda token: home.visit(token, b.NOW), lambda: home.files)]
    with TestClient(Starlette(routes=routes), base_url="http://localhost") as client:
        yield client


def sign_in(browser: TestClient, home: Home, person: int) -> None:
    ticket = home.sessions.issue_ticket(person, b.NOW)
    assert browser.post("/session/start", content=ticket, headers={"origin": "http://localhost"}).status_code == 204


@pytest.mark.parametrize("name", ["方案 v2.pdf", "a; filename=b.pdf", "100%.pdf", "e\u00e9.pdf", "''.pdf"])
def test_a_download_is_saved_under_its_name_and_never_shown(c: b.Company, home: Home, browser: TestClient, asked: int, name: str) -> None:
    (record,) = attach(c, home.files, asked, Upload(name, PDF))
    sign_in(browser, home, c.people["viewer"])
    answer = browser.get(f"/files/{record}")
    assert (answer.status_code, answer.content) == (200, PDF)
    told = {header: answer.headers[header] for header in ("content-disposition", "content-type", "content-length", "cache-control")}
    assert told == {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "content-type": "application/pdf",
        "content-length": str(len(PDF)),
        "cache-control": "private, no-store",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("name", "data", "media_type"), ALLOWED, ids=[name for name, *_ in ALLOWED])
def test_a_download_says_its_kind(
    c: b.Company, home: Home, browser: TestClient, asked: int, name: str, data: bytes, media_type: str
) -> None:
    (record,) = attach(c, home.files, asked, Upload(name, data))
    sign_in(browser, home, c.people["viewer"])
    answer = browser.get(f"/files/{record}")
    assert (answer.content, answer.headers["content-type"].partition(";")[0]) == (data, media_type)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("table", WHO)
def test_everybody_signed_in_may_download(
    c: b.Company, home: Home, browser: TestClient, records: dict[str, int], table: str, who: str
) -> None:
    (record,) = attachment.attach(c.visit("admin"), home.files, table, records[table], [Upload("a.png", PNG)])
    assert browser.get(f"/files/{record}").status_code == 401
    sign_in(browser, home, c.people[who])
    assert browser.get(f"/files/{record}").content == PNG
    attachment.remove(c.visit("admin"), record)
    assert browser.get(f"/files/{record}").status_code == 404


def test_without_a_session_there_is_no_telling_what_is_there(c: b.Company, home: Home, browser: TestClient, asked: int) -> None:
    (record,) = attach(c, home.files, asked)
    answers = [browser.get(f"/files/{number}", headers={"cookie": "tongpin_session=forged"}) for number in (record, 9999, "a")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}


def test_a_session_that_ended_or_whose_person_was_disabled_downloads_nothing(
    c: b.Company, home: Home, browser: TestClient, asked: int
) -> None:
    (record,) = attach(c, home.files, asked)
    sign_in(browser, home, c.people["viewer"])
    cookie = {"cookie": f"tongpin_session={browser.cookies['tongpin_session']}"}
    browser.post("/session/end", headers={"origin": "http://localhost"})
    assert browser.get(f"/files/{record}", headers=cookie).status_code == 401
    leaver = organisation.save_person(c.visit("admin"), b.person(username=f"leaver{asked}"))
    sign_in(browser, home, leaver)
    assert browser.get(f"/files/{record}").status_code == 200
    organisation.save_person(c.visit("admin"), {"active": False}, leaver)
    assert browser.get(f"/files/{record}").status_code == 401


def test_whoever_has_yet_to_choose_a_password_downloads_nothing(c: b.Company, home: Home, browser: TestClient, asked: int) -> None:
    (record,) = attach(c, home.files, asked)
    newcomer = organisation.save_person(c.visit("admin"), b.person(username=f"new{asked}"))
    home.sessions.set_password(newcomer, "hash", c.people["admin"], b.NOW, must_change=True)
    sign_in(browser, home, newcomer)
    assert browser.get(f"/files/{record}").status_code == 401


@pytest.mark.parametrize("path", ["0", "999999", "-1", "1e3", "a", "9" * 40, "%2e%2e", "1%20", "٣", "{id}"])
def test_what_is_not_there_is_not_found(c: b.Company, home: Home, browser: TestClient, path: str) -> None:
    sign_in(browser, home, c.people["admin"])
    assert browser.get(f"/files/{path}").status_code == 404


def test_the_files_of_a_record_that_was_removed_are_not_found(c: b.Company, home: Home, browser: TestClient) -> None:
    gone = project.save(c.visit("admin"), b.project_values(c, name="取消的项目"))
    (record,) = attachment.attach(c.visit("admin"), home.files, "project", gone, [Upload("a.pdf", PDF)])
    with c.ledger.writing(c.people["admin"], b.NOW, "remove") as work:
        work.remove("project", gone, None)
    sign_in(browser, home, c.people["admin"])
    assert browser.get(f"/files/{record}").status_code == 404


@pytest.mark.parametrize("damage", [None, b"", b"%PDF-1.7 another", PDF + b"\x00"])
def test_lost_and_damaged_bytes_are_not_handed_on_and_logged(
    c: b.Company, home: Home, browser: TestClient, asked: int, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes | None
) -> None:
    (record,) = attach(c, home.files, asked)
    content = c.row("attachment", record)["hash"]
    place = tmp_path / "files" / content[:2] / content
    place.unlink() if damage is None else place.write_bytes(damage)
    sign_in(browser, home, c.people["contact"])
    answer = browser.get(f"/files/{record}")
    assert (answer.status_code, b"PDF" in answer.content) == (404, False)
    assert f"attachment {record} is lost" in caplog.text
    with pytest.raises(Lost):
        fetched(c, home.files, "contact", record)


def test_while_the_files_are_away_a_download_says_so_without_details(
    c: b.Company, home: Home, browser: TestClient, asked: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (record,) = attach(c, home.files, asked)
    sign_in(browser, home, c.people["contact"])

    def away(_: str) -> None:
        raise StoreUnavailable("http://10.0.0.7:9000/secret")

    monkeypatch.setattr(home.files, "open", away)
    with caplog.at_level(logging.ERROR):
        answer = browser.get(f"/files/{record}")
    assert (answer.status_code, "10.0.0.7" in answer.text) == (503, False)
    assert "cannot be reached" in caplog.text


def test_the_present_alone_is_downloaded_and_attached_to(c: b.Company, files: Files, asked: int) -> None:
    past: Visit = c.visit("contact", past=b.NOW)
    with c.unchanged(), pytest.raises(Forbidden, match="past moment"):
        attachment.attach(past, files, "request", asked, [Upload("a.pdf", PDF)])


def test_a_refusal_names_the_file_it_is_about(c: b.Company, files: Files, asked: int) -> None:
    with pytest.raises(Refused) as refused:
        attach(c, files, asked, Upload("/tmp/{0}.exe", b"MZ"))
    assert [word in refused.value.problems["0"].zh for word in ("{0}.exe", "/tmp", "pdf、docx")] == [True, False, True]
