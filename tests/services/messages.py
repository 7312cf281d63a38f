"""What the tests of messages share: a request, its files, the service answering."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any
from uuid import uuid4

from presantra.bootstrap import Container
from presantra.domain.messages import ThreadStatus
from presantra.domain.rights import ROLES, Role
from presantra.services.actor import Actor
from tests.services.visits import SERVICE

REQUEST = {"theme": "autre", "subject": "Une question", "message": "Bonjour, qui est notre médecin du travail ?"}
PDF = b"%PDF-1.7\nun contrat"
PNG = b"\x89PNG\r\n\x1a\nune image"


def office(*parts: str) -> bytes:
    """An Office file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(zipfile.ZipInfo(part), "<xml/>")
    return buffer.getvalue()


async def opened(container: Any, actor: Any, **values: str) -> str:
    """The public id of a new thread."""
    thread: str = await container.messages.open(actor, REQUEST | values, uuid4(), uuid4())
    return thread


async def number_of(container: Any, actor: Any, thread: str) -> str:
    return str((await container.messages.thread(actor, thread)).thread.number)


def as_role(actor: Actor, role: Role) -> Actor:
    assert actor.member is not None
    return replace(actor, member=replace(actor.member, rights=ROLES[role].rights))


async def answer(container: Container, number: str, text: str = "Le docteur Simon.", **more: Any) -> ThreadStatus:
    return await container.secretariat.messages.answer(SERVICE, number, text, **more)


async def reply(container: Container, actor: Actor, thread: str, text: str = "Merci") -> None:
    await container.messages.answer(actor, thread, text, uuid4(), uuid4())
