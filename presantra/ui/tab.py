"""What a tab is tied to: one session, one company."""

from __future__ import annotations

import reflex as rx


class TabState(rx.State):
    """``company`` lives in the tab (sessionStorage), so that a restarted server finds the same company again.

    It comes from the client: it is only ever used to choose among the companies of the session's account.
    """

    company: str = rx.SessionStorage("", name="presantra-entreprise")
    _owner: str = ""
