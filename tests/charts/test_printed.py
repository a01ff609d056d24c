from io import BytesIO

import pytest
from PIL import Image

from core.charts import gantt
from core.charts.gantt import View
from core.charts.printed import printed
from tests.charts.test_gantt_chart import PLANNED, TODAY, ZH, links, plan

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def drawing():
    rows = PLANNED
    return gantt.gantt(plan(rows, links((2, 3, "FS"))), rows, rows.filter("leaf"), ZH, View("month", "state"), TODAY)


def test_a_picture_is_as_wide_as_its_plot_needs(drawing):
    narrow, wide = (Image.open(BytesIO(printed(drawing, width, "png", ["新品上市"]))) for width in (700, 1400))
    assert wide.width > narrow.width + 1300
    assert narrow.height == wide.height > 24 * drawing.rows.height


def test_a_vector_graphic_holds_every_title_and_asks_for_nothing(drawing):
    svg = printed(drawing, 700, "svg", ["新品上市"]).decode()
    assert all(word in svg for word in ("任务2", "任务3", "新品上市", "3 项任务"))
    assert "http" not in svg.replace("http://www.w3.org/", "")
    assert "\ue000" not in svg


def test_a_page_is_a_pdf(drawing):
    assert printed(drawing, 700, "pdf", ["新品上市"]).startswith(b"%PDF")


def test_what_people_type_is_text_in_a_graphic(drawing):
    svg = printed(drawing, 700, "svg", ["<script>alert(1)</script>"]).decode()
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
