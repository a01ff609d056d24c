"""Every verb the ledger may say has words for people."""

import ast
from pathlib import Path

from core.ui.records import VERBS

ACTIONS = Path(__file__).parents[2] / "core" / "actions"


def spoken() -> set[str]:
    """The verbs given to acting(visit, verb, …), also those of a choice or a table of choices."""
    calls = [
        node
        for file in ACTIONS.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "acting"
    ]
    found: set[str] = set()
    for call in calls:
        verb = call.args[1]
        values = verb.value.values if isinstance(verb, ast.Subscript) and isinstance(verb.value, ast.Dict) else [verb]
        for value in values:
            choices = [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]
            found |= {choice.value for choice in choices if isinstance(choice, ast.Constant)}
    return found


def test_history_has_words_for_every_verb() -> None:
    assert len(spoken()) > 20
    assert spoken() <= VERBS.keys()
