"""On a poor network: somebody fills and sends a form before the page can handle it, or loses the connection after."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.portal import Portal
from tests.e2e.steps import heading

SLOW = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}

REMEMBER_SOCKETS = """
window.sockets = [];
window.WebSocket = class extends WebSocket {
  constructor(...where) {
    super(...where);
    sockets.push(this);
  }
};
"""

DEAF_TO_EVENTS = """
const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", {
  set(listen) {
    set.call(this, (message) => String(message.data).startsWith("42") || listen.call(this, message));
  },
});
"""


@pytest.fixture
def addresses(page: Page) -> list[str]:
    """Every address that the page goes to; each answer takes its time."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", SLOW)
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    return seen


def test_nothing_that_was_typed_is_lost_or_ends_in_the_address(
    page: Page, portal: Portal, addresses: list[str]
) -> None:
    page.goto("/connexion/code-adherent", wait_until="commit")
    page.get_by_label("Code adhérent").fill("10001")
    page.get_by_label("N° de télédéclarant").fill("TD-K4M7-P2XC")
    page.get_by_role("button", name="Valider").click(no_wait_after=True)
    page.get_by_role("button", name="Valider").click(no_wait_after=True)
    heading(page, "Créer votre compte")
    assert addresses
    assert all(re.fullmatch(r"https?://[^?]+", address) for address in addresses), addresses


def test_an_address_typed_early(page: Page, portal: Portal, addresses: list[str]) -> None:
    page.goto("/mot-de-passe-oublie", wait_until="commit")
    page.get_by_label("Adresse e-mail").fill("zoe@exemple.fr")
    page.get_by_label("Adresse e-mail").press("Enter")
    expect(page.get_by_text("Si un compte existe pour zoe@exemple.fr")).to_be_visible()
    assert not any("zoe" in address for address in addresses)


@pytest.mark.parametrize(
    ("place", "typed", "answer"),
    [
        ("/mot-de-passe-oublie", {"Adresse e-mail": "zoe@exemple.fr"}, "Si un compte existe pour"),
        (
            "/identifiants-perdus",
            {"Code adhérent": "99999", "Numéro SIRET": "73282932000074"},
            "Si ce code et ce SIRET",
        ),
        (
            "/connexion/code-adherent",
            {"Code adhérent": "99998", "N° de télédéclarant": "TD-AAAA-AAAA"},
            "ne correspondent pas",
        ),
    ],
)
def test_an_answer_stays_when_the_connection_comes_back(
    page: Page, portal: Portal, place: str, typed: dict[str, str], answer: str
) -> None:
    page.add_init_script(REMEMBER_SOCKETS)
    page.goto(place)
    for label, value in typed.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text(answer)).to_be_visible()
    with page.expect_websocket() as back:
        page.evaluate("sockets.forEach((socket) => socket.close())")
    back.value.wait_for_event("framereceived", lambda frame: re.search(r'is_hydrated\w*":\s*true', str(frame)))
    expect(page.get_by_text(answer)).to_be_visible()


def test_a_form_sent_early_leaves_even_if_the_page_is_never_told_to_be_loaded(
    page: Page, portal: Portal, addresses: list[str]
) -> None:
    page.add_init_script(DEAF_TO_EVENTS)
    with page.expect_websocket() as socket:
        page.goto("/mot-de-passe-oublie", wait_until="commit")
        page.get_by_label("Adresse e-mail").fill("zoe@exemple.fr")
        page.get_by_label("Adresse e-mail").press("Enter")
    socket.value.wait_for_event("framesent", lambda frame: "submit_forgotten" in str(frame))
