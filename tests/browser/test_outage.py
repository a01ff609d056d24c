"""PostgreSQL is stopped while people work, and started again: nobody loses a word, and nobody restarts anything."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from core.home import Home
from core.store.place import open_engine
from tests import engines
from tests.browser.person import Somebody
from tests.browser.test_journeys import furnish
from tests.trust.client import Server

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]
AWAY = 20.0


@pytest.fixture
def cluster() -> Iterator[engines.Cluster]:
    """A PostgreSQL that nobody else uses: it is going to be stopped."""
    made = engines.Cluster(engines.programs())
    yield made
    made.remove()


def test_a_database_that_goes_away_and_comes_back_costs_nobody_a_word(
    chromium: Browser, cluster: engines.Cluster, tmp_path: Path, outside: list[str]
) -> None:
    database = cluster.database("tongpin")
    furnish(Home(open_engine(database)))
    with (
        Server(tmp_path, TONGPIN_DATABASE=database) as server,
        Somebody(chromium, server, outside) as li,
        Somebody(chromium, server, outside) as chen,
        Somebody(chromium, server, outside) as stranger,
    ):
        li.sign_in("li", "/requests?new=1")
        li.type("需求名称", "新品上市联合推广")
        chen.sign_in("chen", "/")
        stranger.open("/")

        cluster.stop()
        stopped = time.monotonic()
        # What was begun goes on; a save is refused in words, and what was typed stays.
        li.choose("需协作部门", "市场部")
        li.type("协作背景", "一季度新品上市")
        li.type("核心目标", "首月销量 10,000 台")
        li.press("提交审批")
        li.sees("数据库暂时不可用，您填写的内容还在")
        # A page that is opened meanwhile shows what was last known and says so; nobody is sent to the sign-in form.
        chen.page.get_by_role("link", name="协作需求").click()
        chen.idle()
        chen.sees("本页显示的是断开前的内容")
        chen.sees("提交新需求")
        stranger.type("登录名", "wang")
        stranger.type("密码", "three blue herons")
        stranger.press("登录")
        stranger.sees("数据库暂时不可用，请稍后再试")
        assert server.ask("GET", "/ready")[0] == 503
        for somebody in (li, chen, stranger):
            expect(somebody.page.get_by_text("错误编号")).to_have_count(0)
        time.sleep(max(0.0, AWAY - (time.monotonic() - stopped)))

        cluster.start()
        expect(chen.page.get_by_text("本页显示的是断开前的内容")).to_have_count(0, timeout=15_000)
        expect(li.box("需求名称")).to_have_value("新品上市联合推广")
        expect(li.box("核心目标")).to_have_value("首月销量 10,000 台")
        li.press("提交审批")
        li.sees("需求响应 · 市场部")
        chen.open("/requests")
        expect(chen.page.get_by_text("新品上市联合推广").first).to_be_attached(timeout=15_000)
        stranger.press("登录")
        expect(stranger.page.get_by_role("button", name="退出登录")).to_be_attached(timeout=30_000)
        assert not [*li.errors, *chen.errors, *stranger.errors]
        assert "Traceback" not in server.log()
