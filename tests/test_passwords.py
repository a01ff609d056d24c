"""Passwords: what may be chosen, and how one is kept and checked."""

import bcrypt
import pytest

from core import passwords


@pytest.mark.parametrize(
    "password", ["correct horse staple", "三月的雨落在青石板上真安静", "x7#Lq9!vTz2@", "пароль-из-восьми-слов", "k" * 10 + "Wq3" * 18]
)
def test_a_long_password_of_any_script_may_be_used(password: str) -> None:
    assert passwords.problems(password, "wangli") is None


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short-one-1", "至少 12"),
        ("zQ4!" * 16 + "x", "最多 64"),
        ("春眠不觉晓处处闻啼鸟夜来风雨声花落知多少又一年春天", "72 字节"),
        ("wangli-2026-ok", "登录名"),
        ("bell\x07bell-ring-ring", "控制字符"),
    ],
)
def test_a_refused_password_says_what_is_wrong(password: str, words: str) -> None:
    found = passwords.problems(password, "WangLi")
    assert found is not None
    assert words in found.zh


@pytest.mark.parametrize(
    "password",
    [
        "woaini1314520", "123456789012", "Password1234", "qwertyuiop12", "Tongpin@2026", "aaaaaaaaaaaa", "abcabcabcabc", "112211221122",
        "234567890123", "fghjklzxcvbn", "ｐａｓｓｗｏｒｄ１２３４", "a1a1a1a1a1a1a1",
    ],
)  # fmt: skip
def test_what_everybody_thinks_of_is_refused(password: str) -> None:
    found = passwords.problems(password)
    assert found is not None
    assert "常见" in found.zh


def test_a_kept_password_is_the_bcrypt_hash_that_streamlit_authenticator_writes() -> None:
    kept = passwords.hashed("correct horse staple")
    assert kept.startswith("$2b$12$")
    assert bcrypt.checkpw(b"correct horse staple", kept.encode())
    assert passwords.matches("correct horse staple", kept)
    assert not passwords.matches("correct horse staplf", kept)


def test_the_same_word_typed_through_another_input_method_matches() -> None:
    kept = passwords.hashed("cafe\u0301 au lait 8")
    assert passwords.matches("ｃａｆé au lait 8", kept)


def test_without_a_hash_nothing_matches_and_a_hash_is_still_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[bytes] = []
    real = bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "checkpw", lambda given, known: checked.append(known) or real(given, known))
    assert not passwords.matches("nobody has this password", None)
    assert checked[0].startswith(b"$2b$12$")


def test_a_guess_beyond_what_bcrypt_reads_never_matches() -> None:
    kept = passwords.hashed("x" * 36 + "y" * 36)
    assert not passwords.matches("x" * 36 + "y" * 36 + "z", kept)


def test_the_list_of_common_passwords_holds_only_what_the_length_would_let_through() -> None:
    assert len(passwords._common()) > 200
    assert all(12 <= len(word) <= 64 and word == word.casefold() for word in passwords._common())
