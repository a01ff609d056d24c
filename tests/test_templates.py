"""docs/templates.md says of every field of the method where it is, and says it truly."""

import re
from pathlib import Path

from core.schema.choices import BUILT_IN
from core.schema.tables import TABLES
from core.ui.navigation import PAGES

TEXT = (Path(__file__).parents[1] / "docs" / "templates.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `(\w+)\.(\w+)` \|$", TEXT, re.MULTILINE)
# What no template knows: who works here, how the rules are set, and which file belongs to what.
OURS = {"department", "person", "policy", "choice", "calendar_day", "setting", "field", "attachment"}


def test_every_field_of_the_method_has_its_line_under_its_labels() -> None:
    told = {(table, field): (zh, en) for zh, en, table, field in ROWS}
    declared = {
        (table.name, field.name): (field.label.zh, field.label.en)
        for table in TABLES.values()
        if table.name not in OURS
        for field in table.fields
    }
    assert told == declared


def test_every_page_and_promise_named_exists_and_no_promise_is_left_out() -> None:
    assert set(re.findall(r"页面 page：`(\w+)`", TEXT)) <= {name for pages in PAGES.values() for name, *_ in pages}
    assert {choice.key for choice in BUILT_IN["promise"]} == set(re.findall(r"`(\w+_\w+|minutes|rectification)`", TEXT)) - {"core"}
