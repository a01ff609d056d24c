"""A text with its values filled in."""

from core.text import Text


def test_a_filled_text_has_its_values_in_both_languages_each_in_its_own_words() -> None:
    text = Text("{what}超期 {n} 天", "{what} is {n} days late").filled(what=Text("任务", "Task"), n=2)
    assert text == Text("任务超期 2 天", "Task is 2 days late")
