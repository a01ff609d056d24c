"""A chart on paper: the same layout on white, as wide as it needs, drawn without a browser."""

import json
import subprocess
import sys
from typing import Any, Literal

from core.charts.style import FONT, ON_PAPER, Drawing, filled

Format = Literal["png", "pdf", "svg"]

# A picture of more pixels takes too much memory: it is drawn at a smaller scale. A row's height is that of the Gantt chart.
_MOST_PIXELS, _ROW = 40_000_000, 24
_LONGEST = 90
# In a process of its own: the engine takes 200 MB, and a text that it cannot read would end the server with it.
_DRAW = """
import json, sys
import vl_convert
job = json.load(sys.stdin)
draw = getattr(vl_convert, "vegalite_to_" + job["form"])
drawn = draw(job["body"], **job["options"])
sys.stdout.buffer.write(drawn.encode() if isinstance(drawn, str) else drawn)
"""


def printed(drawing: Drawing, width: int, form: Format, notes: list[str]) -> bytes:
    """The chart as a file. width is the plot's, in pixels; notes stand below the title, one a line.

    Letters are drawn with the server's fonts; a PNG and a PDF carry them, an SVG names them. Raises subprocess.SubprocessError
    where it cannot be drawn.
    """
    scale = min(2.0, (_MOST_PIXELS / (width * _ROW * max(1, drawing.rows.height))) ** 0.5)
    job = {"form": form, "body": _body(drawing, width, notes), "options": {"scale": scale} if form == "png" else {}}
    # The engine measures texts as XML, which has no place for the separator in an axis's values.
    text = json.dumps(job).replace(r"\u001f", r"\ue000")
    # Nothing of the job is in the command.
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", _DRAW], input=text.encode(), capture_output=True, check=True, timeout=_LONGEST
    ).stdout


def _body(drawing: Drawing, width: int, notes: list[str]) -> dict[str, Any]:
    rows = {name: frame.to_dicts() for name, frame in {"rows": drawing.rows, **drawing.more}.items()}
    axis = {"domain": False, "ticks": False, "labelFontSize": 12, "gridColor": "#D9E1EB", "labelColor": "#1B2838"}
    heading = {"text": drawing.title, "subtitle": notes, "anchor": "start", "frame": "bounds", "fontSize": 18, "offset": 16}
    look = {"font": FONT, "axis": axis, "view": {"stroke": None}}
    size = {"width": width, "autosize": "pad", "padding": 24}
    body = _inked(filled(drawing))
    return {**body, **size, "datasets": rows, "background": "white", "config": look, "title": heading}


def _inked(part: Any, place: str = "") -> Any:
    """The same with Streamlit's named colours as they are on paper."""
    if isinstance(part, dict):
        return {name: _inked(value, name) for name, value in part.items()}
    if isinstance(part, list):
        return [_inked(one, place) for one in part]
    return ON_PAPER.get(part, part) if place in {"value", "range"} and isinstance(part, str) else part
