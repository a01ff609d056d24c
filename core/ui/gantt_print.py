"""The printed forms of a Gantt chart, drawn when they are asked for."""

from collections.abc import Callable

import streamlit as st

from core.charts.printed import Format, printed
from core.charts.style import Drawing
from core.text import Text
from core.visit import Visit

PRINT = Text("打印 / 导出", "Print / export")
HINT = Text("导出当前各行的完整时间段；文件生成需要几秒。", "The rows shown, over the whole plan. A file takes a few seconds.")
FORMS: dict[Format, tuple[Text, str]] = {
    "png": (Text("图片（PNG）", "Picture (PNG)"), "image/png"),
    "pdf": (Text("整页 PDF", "One-page PDF"), "application/pdf"),
    "svg": (Text("矢量图（SVG）", "Vector graphic (SVG)"), "image/svg+xml"),
}
FILE = Text("甘特图", "Gantt")


def forms(visit: Visit, name: str, notes: list[str], make: Callable[[], tuple[Drawing, int]]) -> None:
    """Offer the files. name is the project's; make gives the drawing and the width of its plot in pixels."""

    def written(form: Format) -> Callable[[], bytes]:
        def write() -> bytes:
            drawing, width = make()
            return printed(drawing, width, form, [name, *notes])

        return write

    with st.popover(visit.say(PRINT), icon=":material/print:", key="gantt.print"):
        st.caption(visit.say(HINT))
        for form, (words, mime) in FORMS.items():
            st.download_button(
                visit.say(words),
                written(form),
                f"{visit.say(FILE)} {name} {visit.today}.{form}",
                mime,
                key=f"gantt.print.{form}",
                on_click="ignore",
            )
