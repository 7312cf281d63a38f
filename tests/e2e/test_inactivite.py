"""An idle session warns before it ends, can be extended, and leads back to the page that was left."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from playwright.sync_api import expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address


def test_an_idle_session(new_page: NewPage, portal: Portal) -> None:
    page = new_page()
    address = new_address("oisif")
    token = str(logged_in(portal, address, "10001")["token"])
    page.context.add_cookies([{"name": "presantra", "value": token, "url": portal.url}])
    page.clock.install()
    page.goto("/espace/factures")
    heading(page, "Factures")
    page.clock.fast_forward("26:00")
    warning = page.get_by_role("dialog", name="Votre session va se fermer")
    expect(warning).to_be_visible()
    warning.get_by_role("button", name="Rester connecté").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("20:00")
    expect(warning).to_be_hidden()
    with closing(sqlite3.connect(portal.data_dir / "presantra.db", timeout=20)) as database, database:
        # The browser's clock was pushed forward, not the server's.
        whose = "account_id = (SELECT id FROM account WHERE email = ?)"
        database.execute(f"UPDATE login_session SET last_seen_at = '2026-01-01 00:00:00' WHERE {whose}", (address,))
    page.clock.fast_forward("10:30")
    heading(page, "Connexion")
    expect(page).to_have_url(re.compile("suite=%2Fespace%2Ffactures"))
