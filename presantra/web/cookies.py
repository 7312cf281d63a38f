"""The cookies that answers set and clear; all of them HttpOnly, and Secure behind https."""

from __future__ import annotations

from starlette.responses import Response

from presantra.services.opening import Login
from presantra.settings import Settings

DEVICE_DAYS = 180
DAY = 86_400
ANSWER_SECONDS = 3_600


class Cookies:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def opened(self, response: Response, login: Login) -> None:
        """A session, and what this browser will be known by."""
        settings = self._settings
        self._set(response, settings.session_cookie, login.token, int(settings.session_absolute.total_seconds()))
        self.remember(response, login.device)
        if login.trust:
            self._set(response, settings.trust_cookie, login.trust, settings.trusted_device_days * DAY)

    def waiting(self, response: Response, step: str) -> None:
        """A right password whose second factor is still to come."""
        self._set(response, self._settings.step_cookie, step, self._settings.login_step_minutes * 60)

    def step_over(self, response: Response) -> None:
        self._delete(response, self._settings.step_cookie)

    def remember(self, response: Response, device: str) -> None:
        self._set(response, self._settings.device_cookie, device, DEVICE_DAYS * DAY)

    def invited(self, response: Response, token: str) -> None:
        """An invitation opened by its link, until it is answered."""
        self._set(response, self._settings.invitation_cookie, token, ANSWER_SECONDS)

    def answered(self, response: Response) -> None:
        self._delete(response, self._settings.invitation_cookie)

    def clear(self, response: Response) -> None:
        self._delete(response, self._settings.session_cookie)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path="/", secure=self._settings.https, httponly=True, samesite="lax"
        )

    def _delete(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", secure=self._settings.https, httponly=True, samesite="lax")
