"""The demonstration mailbox: links to the portal only, nothing at all with a real SMTP server."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from presantra.settings import load_settings
from presantra.ui.pages.boite_de_reception import state as module
from presantra.ui.pages.boite_de_reception.state import BoiteState, Piece, pieces

MAIL = (
    "From: PRESANTRA <noreply@presantra.example>\r\nTo: claire@exemple.fr\r\nSubject: Essai\r\n"
    "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "Ici : http://localhost:3000/connexion\r\n"
)


def test_only_links_to_this_portal_can_be_followed() -> None:
    own, longer = "http://localhost:3000/a", "http://localhost:3000/a#secret"
    foreign = "http://localhost:3000.exemple.org/a"
    text = f"Un {own} deux {longer}, trois {foreign}."
    assert pieces(text, (own, longer, foreign), "http://localhost:3000") == [
        Piece("Un ", ""),
        Piece(own, own),
        Piece(" deux ", ""),
        Piece(longer, longer),
        Piece(f", trois {foreign}.", ""),
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    (tmp_path / "courriels").mkdir()
    (tmp_path / "courriels" / "20261123T090000-1.eml").write_text(MAIL, newline="")
    options: dict[str, Any] = {"_env_file": None, "data_dir": tmp_path, "port": 3000}
    monkeypatch.setattr(module, "services", lambda: SimpleNamespace(settings=load_settings(**options)))
    return options


@pytest.mark.parametrize("name", ["load", "refresh"])
async def test_mails_are_shown_in_demonstration(folder: dict[str, Any], name: str) -> None:
    state: Any = BoiteState(_reflex_internal_init=True)
    await BoiteState.event_handlers[name].fn(state)
    [mail] = state.mails
    assert (mail.at, mail.recipient, mail.subject) == ("23/11/2026 à 10:00", "claire@exemple.fr", "Essai")
    assert [piece.href for piece in mail.pieces if piece.href] == ["http://localhost:3000/connexion"]


@pytest.mark.parametrize("name", ["load", "refresh"])
async def test_with_a_real_server_there_is_nothing(folder: dict[str, Any], name: str) -> None:
    folder["smtp_url"] = "smtp://127.0.0.1:2525"
    state: Any = BoiteState(_reflex_internal_init=True)
    await BoiteState.event_handlers[name].fn(state)
    assert (state.mails, state.loaded) == ([], False)
    assert state.errors == {"": "Cet élément n’existe pas ou n’est plus accessible."}
