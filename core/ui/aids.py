"""What Streamlit leaves out on every page: its language, names, a way by keyboard into what a button opens, room for what it draws."""

from pathlib import Path

import streamlit as st

from core.text import Language

# Loaded once by the page; the server answers with it at PATH.
SCRIPT = Path(__file__).with_suffix(".js")
PATH = "/aids.js"

_TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}
# What says the language has nothing to show; a table that opens has room for its columns, a sparkline (core.charts) its card's width.
_STYLE = """<style>
[data-testid=stElementContainer]:has([data-tongpin-language]) { display: none }
[data-testid=stPopoverBody]:has([data-testid=stDataFrame]) { min-width: min(46rem, 94vw) }
[data-testid=stMarkdown] img[src^="data:image/svg+xml"] { display: block; width: 100%; height: 2.5rem }
</style>"""
_BODY = '<span data-tongpin-language="{tag}"></span><script src="{path}"></script>'
_HTML = {language: _STYLE + _BODY.format(tag=tag, path=PATH) for language, tag in _TAGS.items()}


def draw(language: Language) -> None:
    """Say on every page, once in a run, which language it is in."""
    st.html(_HTML[language], unsafe_allow_javascript=True)
