"""Which passwords are good enough, and how one is kept and checked: bcrypt, as streamlit-authenticator's Hasher does."""

import unicodedata
from functools import cache
from pathlib import Path

import bcrypt

from core.text import Text

SHORTEST = 12
LONGEST = 64
MOST_BYTES = 72  # what bcrypt reads; it would ignore the rest in silence
COST = 12
_MOST_TYPED = 1000

_TOO_MANY_BYTES = Text(
    f"密码太长：汉字每个占 3 字节，合计不能超过 {MOST_BYTES} 字节（约 24 个汉字）",
    f"Too long: characters beyond ASCII take 2 to 4 bytes each, {MOST_BYTES} bytes in all",
)
_COMMON = Path(__file__).parent.parent / "data" / "passwords" / "common.txt"
_RUNS = (
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


def problems(password: str, username: str = "") -> Text | None:
    """What is wrong with a new password, for the person choosing it; None when it may be used.

    12 to 64 characters of any script, at most 72 bytes of UTF-8 (24 Chinese characters), not one that everybody thinks of.
    """
    password = _normal(password)
    plain = password.casefold()
    rules = (
        (len(password) < SHORTEST, Text(f"密码至少 {SHORTEST} 个字符", f"Use at least {SHORTEST} characters")),
        (len(password) > LONGEST, Text(f"密码最多 {LONGEST} 个字符", f"Use at most {LONGEST} characters")),
        (len(password.encode()) > MOST_BYTES, _TOO_MANY_BYTES),
        (any(unicodedata.category(sign) == "Cc" for sign in password), Text("密码不能包含控制字符", "Control characters cannot be used")),
        (len(username) > 2 and username.casefold() in plain, Text("密码不能包含登录名", "The password must not contain the user name")),
        (_known(plain), Text("这个密码太常见，容易被猜到，请换一个", "This password is too common and easily guessed; choose another")),
    )
    return next((words for broken, words in rules if broken), None)


def hashed(password: str) -> str:
    """The bcrypt hash of a password that has no problems. Raises ValueError beyond 72 bytes."""
    return bcrypt.hashpw(_normal(password).encode(), bcrypt.gensalt(COST)).decode()


def matches(password: str, known: str | None) -> bool:
    """Whether the password is the one behind the hash. Without a hash: no, after the same work, so that time tells nothing."""
    given = _normal(password).encode()
    right = bcrypt.checkpw(given[:MOST_BYTES], (known or _nobody()).encode())
    return right and known is not None and len(given) <= MOST_BYTES


def _normal(password: str) -> str:
    # Input methods give the same sign in different forms (full-width letters, combining marks): NIST SP 800-63B, 5.1.1.2.
    # What is longer than any form of a password is only work for the server.
    return unicodedata.normalize("NFKC", password[:_MOST_TYPED])


def _known(plain: str) -> bool:
    repeats = any(plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, 5)) or len(set(plain)) < 4
    return repeats or plain in _common() or any(plain in run * 2 for run in _RUNS)


@cache
def _common() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())


@cache
def _nobody() -> str:
    return bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt(COST)).decode()
