"""The mailbox of the demonstration: exists without SMTP only, and says so to whoever asks otherwise."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

import reflex as rx

from presantra.domain.errors import NotFound
from presantra.domain.labels import format_datetime
from presantra.services.mailbox import MailView, list_mails
from presantra.ui.acting import public, services
from presantra.ui.forms import FormState

SHOWN = 30


@dataclass(frozen=True)
class Piece:
    """A run of text; ``href`` is empty unless it is a link to this very portal."""

    text: str
    href: str


@dataclass(frozen=True)
class MailRow:
    id: str
    at: str
    recipient: str
    subject: str
    pieces: list[Piece]


class BoiteState(FormState, rx.State):
    loaded: bool = False
    mails: list[MailRow] = []

    @rx.event
    @public()
    async def load(self) -> None:
        self._clear_feedback()
        await self._read()

    @rx.event
    @public()
    async def refresh(self) -> None:
        known = {mail.id for mail in self.mails}
        self._clear_feedback()
        await self._read()
        fresh = sum(mail.id not in known for mail in self.mails)
        self.success = {0: "Aucun nouvel e-mail.", 1: "1 nouvel e-mail."}.get(fresh, f"{fresh} nouveaux e-mails.")

    async def _read(self) -> None:
        settings = services().settings
        if not settings.local_mailbox:
            self.mails = []
            raise NotFound
        found = await asyncio.to_thread(list_mails, settings.mailbox_dir)
        self.mails = [_row(mail, settings.public_url) for mail in found[:SHOWN]]
        self.loaded = True


def _row(mail: MailView, public_url: str) -> MailRow:
    body = pieces(mail.text, mail.links, public_url)
    return MailRow(mail.id, format_datetime(mail.at), mail.to, mail.subject, body)


def pieces(text: str, links: tuple[str, ...], public_url: str) -> list[Piece]:
    """The text cut around its links to this portal; others stay plain text."""
    own = sorted((link for link in links if link == public_url or link.startswith(f"{public_url}/")), key=len)
    if not own:
        return [Piece(text, "")]
    # The longest first: one address may begin like another.
    pattern = "|".join(re.escape(link) for link in reversed(own))
    return [Piece(part, part if rank % 2 else "") for rank, part in enumerate(re.split(f"({pattern})", text)) if part]
