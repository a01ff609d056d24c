"""Holds back the ticks of fragments that run by themselves while the page is busy with something else. Plain ASGI.

Streamlit 1.67 queues a tick behind what runs. Where that was st.switch_page, it then goes back, with the tick, to the page that was left:
the fragment is gone with it, nobody draws the page, and the browser shows an empty one.
"""

import asyncio

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Seconds after which a run that was never heard of again holds nothing back: Streamlit is silent about what it has nothing to run for.
_PATIENCE = 30
# What tells the end of a run is a few bytes; tables and charts, which are longer, are not looked into.
_SHORT = 1024
_GOES_ON = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_EARLY_FOR_RERUN")


class Ticks:
    """Drops a tick that arrives after anything else asked for a run, and before that run's end; the next one is soon there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, without such ticks."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        now = asyncio.get_running_loop().time
        busy_until = 0.0

        async def heard() -> Message:
            nonlocal busy_until
            while True:
                message = await receive()
                asked = _asked(message)
                if asked is None or (asked.is_auto_rerun and now() >= busy_until):
                    return message
                if not asked.is_auto_rerun:
                    busy_until = now() + _PATIENCE
                    return message

        async def told(message: Message) -> None:
            nonlocal busy_until
            if _ends(message):
                busy_until = 0.0
            await send(message)

        await self._app(scope, heard, told)


def _asked(message: Message) -> ClientState | None:
    """The run that a frame asks for; None for all else, and for what cannot be read, which is left to Streamlit to refuse."""
    try:
        asked = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:
        return None
    return asked.rerun_script if asked.HasField("rerun_script") else None


def _ends(message: Message) -> bool:
    """Whether a frame tells the end of a run that no other one follows of itself."""
    frame: bytes = message.get("bytes") or b""
    answer = ForwardMsg.FromString(frame if len(frame) < _SHORT else b"")
    return bool(answer.HasField("script_finished") and answer.script_finished != _GOES_ON)
