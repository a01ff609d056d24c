"""A text with its values filled in."""

from core.text import Language, Text


def test_a_filled_text_has_its_values_in_both_languages_each_in_its_own_words() -> None:
    text = Text("{what}超期 {n} 天", "{what} is {n} days late").filled(what=Text("任务", "Task"), n=2)
    assert text == Text("任务超期 2 天", "Task is 2 days late")


def test_what_is_counted_in_english_is_singular_where_there_is_one() -> None:
    text = Text("{n} 个问题未解决", "{n} open issue(s)")
    assert [text.say(Language.EN, n=n) for n in (0, 1, 2, "1", "1,000")] == [
        *("0 open issues", "1 open issue", "2 open issues", "1 open issue", "1,000 open issues")
    ]
    assert text.say(Language.ZH, n=1) == "1 个问题未解决"
    assert text.filled(n=1).en == "1 open issue"


def test_what_somebody_wrote_keeps_its_brackets() -> None:
    assert Text("{what}", "{what}: {n} task(s)").say(Language.EN, what="1 item(s)", n=1) == "1 item(s): 1 task"
