"""streamlit-authenticator's sign-in form over a check of ours, without its cookie, its user file and its other forms."""

from collections.abc import Callable

from streamlit_authenticator import Authenticate


class SignIn(Authenticate):  # type: ignore[misc]
    """Authenticate.login asks its two controllers; these are ours.

    Its own would lower the user name, strip the password, and mount a component that reads every cookie of the page.
    """

    def __init__(self, check: Callable[[str, str], bool]) -> None:  # No super().__init__(): that makes the controllers.
        self.attrs = {"login_sleep_time": 0}
        self.path = None
        self.cookie_controller = _NoCookie()
        self.authentication_controller = _Check(check)


class _Check:
    def __init__(self, check: Callable[[str, str], bool]) -> None:
        self._check = check

    def login(self, username: str = "", password: str = "", *_: object, **__: object) -> bool:
        return self._check(username, password)


class _NoCookie:
    def get_cookie(self) -> None:
        """Nobody is recognised by a cookie of this package."""

    def set_cookie(self) -> None:
        """Nor is one ever set."""
