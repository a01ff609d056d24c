"""Which language a page says it is in."""

import pytest
from streamlit.testing.v1 import AppTest

from core.text import Language
from core.ui import aids


def _drawn(language: str) -> None:
    from core.text import Language
    from core.ui import aids

    aids.draw(Language(language))


@pytest.mark.parametrize(("language", "tag"), [(Language.ZH, "zh-CN"), (Language.EN, "en")])
def test_a_page_names_its_language_and_its_script(language: Language, tag: str) -> None:
    (html,) = AppTest.from_function(_drawn, args=(str(language),)).run().get("html")
    assert f'"{tag}"' in html.proto.body
    assert f'src="{aids.PATH}"' in html.proto.body
