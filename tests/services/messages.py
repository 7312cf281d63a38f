"""What the tests of messages share: a request, its files, the service answering."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import uuid4

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
