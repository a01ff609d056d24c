"""What a survey's link gives to whoever holds it, on a real server: that survey's form, once, and nothing else."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.proto.Element_pb2 import Element

from core.actions import goal, invitation
from core.actions.organisation import first_administrator, save_department
from core.text import Language
from core.visit import Visit, person
from tests import engines
from tests.trust.client import Server, Tab

pytestmark = pytest.mark.server
FORM, NOT_VALID, SENT = "这个调查问您", "这个链接无效", "评分已提交"
SECRET = "不给外人看的调查"
OTHERS = ("overview", "my_work", "requests", "goals", "projects", "settings", "nowhere", "survey/goals", "../goals")


@dataclass
class Scene:
    """A server with two open surveys; tokens are for the first, forgotten is one that nobody has issued."""

    server: Server
    tokens: Iterator[str]
    folder: Path
    forgotten: str = "A" * 43


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder, now = tmp_path_factory.mktemp("link"), datetime.now(UTC)
    home = engines.opened(folder)
    li = first_administrator(home.ledger, now, "li", "李雷", Language.ZH)
    home.sessions.set_password(li, "no hash of anything", li, now)

    def admin() -> Visit:
        found = person(home.ledger.snapshot(), li)
        assert found is not None
        return Visit(home.ledger, found, Language.ZH, now)

    for code, name in (("A", "采购中心"), ("B", "仓储中心")):
        save_department(admin(), {"code": code, "name": name, "active": True})
    day = now.date()
    span = {"kind": "csat", "opens_on": day - timedelta(2), "closes_on": day + timedelta(2)}
    asked = goal.open_survey(admin(), {"title": FORM, "about": [1], **span})
    goal.open_survey(admin(), {"title": SECRET, "about": [2], **span})
    tokens = invitation.invite(admin(), home.invitations, asked, 20)
    home.close()
    with Server(folder) as server:
        yield Scene(server, iter(tokens), folder)


def at(scene: Scene, token: str, page: str = "survey") -> Tab:
    tab = Tab(scene.server, page)
    tab.query = f"token={token}"
    return tab


def drawn(tab: Tab, kind: str) -> list[Element]:
    return [element for element in tab.elements if element.WhichOneof("type") == kind]


def send(tab: Tab, place: int) -> str:
    """Choose the score at that place and press the button."""
    (scores,) = (element.button_group for element in drawn(tab, "button_group"))
    (button,) = (element.button for element in drawn(tab, "button") if element.button.form_id)
    return tab.run((scores.id, "string_array_value", [scores.options[place].content]), (button.id, "trigger_value", True))


def test_a_link_opens_its_survey_and_no_word_of_anything_else(scene: Scene) -> None:
    with at(scene, next(scene.tokens)) as tab:
        text = tab.run()
        assert FORM in text
        assert "采购中心" in text
        assert not [word for word in ("李雷", SECRET, "仓储中心", "目标与满意度", "退出登录") if word in text]
        assert not tab.offers_sign_in
        assert not drawn(tab, "page_link")


@pytest.mark.parametrize("page", OTHERS)
def test_with_a_token_every_other_url_only_offers_to_sign_in(scene: Scene, page: str) -> None:
    with at(scene, next(scene.tokens) if page == "goals" else scene.forgotten, page) as tab:
        text = tab.run()
        assert tab.offers_sign_in
        assert not [word for word in (FORM, SECRET, "李雷", "采购中心") if word in text]


def test_from_the_form_no_other_page_can_be_run_by_its_hash(scene: Scene) -> None:
    with at(scene, next(scene.tokens)) as tab:
        assert FORM in tab.run()
        hashes = dict(tab.hashes)
        assert "survey" in hashes
        for name, page_hash in hashes.items():
            if name != "survey":
                text = tab.run(page_hash=page_hash)
                assert tab.offers_sign_in, name
                assert not [word for word in (FORM, SECRET, "李雷") if word in text]


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "' OR 1=1 --", "..%2F..%2Fgoals", "a" * 5000])
def test_any_other_token_says_one_sentence_and_nothing_else(scene: Scene, token: str) -> None:
    with at(scene, token) as tab, at(scene, scene.forgotten) as unknown:
        assert NOT_VALID in tab.run()
        unknown.run()
        words = [re.sub(r"\s+", " ", one.text.split("id:")[0]) for one in (tab, unknown)]
        assert words[0] == words[1]
        assert not [word for word in (FORM, SECRET, "采购中心", "李雷") if word in tab.text]


def test_a_token_is_no_session(scene: Scene) -> None:
    token = next(scene.tokens)
    for name in ("tongpin_session", "__Host-tongpin_session"):
        with Tab(scene.server, cookie=f"{name}={token}") as tab:
            tab.run()
            assert tab.offers_sign_in
        assert scene.server.ask("GET", "/files/1", Cookie=f"{name}={token}")[0] == 401
        assert scene.server.ask("PUT", "/_stcore/upload_file/a/b", Cookie=f"{name}={token}")[0] == 401
    assert scene.server.ask("POST", "/session/start", token, Origin=scene.server.origin)[0] == 401
    assert scene.server.ask("GET", f"/files/1?token={token}")[0] == 401


def test_of_two_tabs_that_send_the_same_link_at_once_one_is_thanked(scene: Scene) -> None:
    token = next(scene.tokens)
    with at(scene, token) as one, at(scene, token) as other:
        assert FORM in one.run()
        assert FORM in other.run()
        with ThreadPoolExecutor(2) as pool:
            texts = list(pool.map(send, (one, other), (3, 4)))
        assert sorted((SENT in text, NOT_VALID in text) for text in texts) == [(False, True), (True, False)]
    with at(scene, token) as later:
        assert NOT_VALID in later.run()


def test_no_token_stands_in_the_database_or_in_the_log(scene: Scene) -> None:
    token = next(scene.tokens)
    with at(scene, token) as tab:
        assert FORM in tab.run()
    scene.server.ask("GET", f"/survey?token={token}")
    kept = [file for file in scene.folder.rglob("*") if file.is_file()]
    assert kept
    assert not [file.name for file in kept if token.encode() in file.read_bytes()]
