"""A tick waits for nobody: what arrives while a page is busy is dropped."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from core.ui import ticks


def asked(tick: bool) -> dict:
    frame = BackMsg()
    frame.rerun_script.is_auto_rerun = tick
    return {"type": "websocket.receive", "bytes": frame.SerializeToString()}


def ended(status: str) -> dict:
    frame = ForwardMsg(script_finished=ForwardMsg.ScriptFinishedStatus.Value(status))
    return {"type": "websocket.send", "bytes": frame.SerializeToString()}


CLICK, TICK = asked(tick=False), asked(tick=True)
BEAT = {"type": "websocket.receive", "bytes": BackMsg(app_heartbeat=True).SerializeToString()}
GARBAGE = {"type": "websocket.receive", "bytes": b"\xff\xff"}
DONE, AGAIN = ended("FINISHED_SUCCESSFULLY"), ended("FINISHED_EARLY_FOR_RERUN")
GONE = {"type": "websocket.disconnect", "code": 1000}


def heard(*story: dict) -> list[dict]:
    """What Streamlit hears of a story of frames from the browser and of its own."""
    found: list[dict] = []
    rest = iter(story)

    async def receive() -> dict:
        return next(rest, GONE)

    async def send(message: dict) -> None:
        assert message in (DONE, AGAIN)

    async def streamlit(scope: dict, receive, send) -> None:
        while (message := await receive()) is not GONE:
            if message["type"] == "websocket.send":
                await send(message)
            else:
                found.append(message)

    # In a thread of its own: in that of the tests a loop may be running, the browser's.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, ticks.Ticks(streamlit)({"type": "websocket"}, receive, send)).result()
    return found


def test_a_tick_is_heard_while_nothing_else_runs():
    assert heard(TICK, TICK) == [TICK, TICK]
    assert heard(CLICK, DONE, TICK) == [CLICK, TICK]


@pytest.mark.parametrize("meanwhile", [(), (AGAIN,), (BEAT,)])
def test_a_tick_is_dropped_between_a_click_and_the_end_of_all_that_follows_from_it(meanwhile):
    between = [message for message in meanwhile if message is BEAT]
    assert heard(CLICK, *meanwhile, TICK, DONE, TICK) == [CLICK, *between, TICK]


def test_a_click_is_always_heard():
    assert heard(CLICK, CLICK, TICK, CLICK) == [CLICK, CLICK, CLICK]


def test_what_is_never_answered_holds_ticks_back_for_a_while_only(monkeypatch):
    monkeypatch.setattr(ticks, "_PATIENCE", 0)
    assert heard(CLICK, TICK) == [CLICK, TICK]


def test_what_cannot_be_read_is_left_to_streamlit():
    assert heard(GARBAGE, TICK) == [GARBAGE, TICK]
