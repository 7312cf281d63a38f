"""Where the files of messages lie: a folder of the documents, one file a row, so that erasing one harms no other."""

from __future__ import annotations

import asyncio
from pathlib import Path
from uuid import UUID

from presantra.db.models import AttachedFile
from presantra.domain.errors import DocumentMissing
from presantra.domain.files import MEDIA_TYPES, FileKind
from presantra.services.documents import write_atomically
from presantra.services.messages.views import FileView
from presantra.settings import Settings


class AttachedFiles:
    def __init__(self, settings: Settings) -> None:
        self._root = settings.documents_dir / "messages"

    async def put(self, public_id: UUID, content: bytes) -> None:
        """The file is whole on the disk when this returns."""
        await asyncio.to_thread(self._put, public_id, content)

    async def view(self, row: AttachedFile) -> FileView:
        """Raises:
        DocumentMissing: the row exists and its file does not.
        """
        path = self._place(row.public_id)
        if not await asyncio.to_thread(path.is_file):
            raise DocumentMissing
        return FileView(path, row.name, MEDIA_TYPES[FileKind(row.kind)])

    async def remove(self, *public_ids: UUID) -> None:
        """Removing one that is not there is no error."""
        for public_id in public_ids:
            await asyncio.to_thread(self._place(public_id).unlink, missing_ok=True)

    def _put(self, public_id: UUID, content: bytes) -> None:
        path = self._place(public_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, content)

    def _place(self, public_id: UUID) -> Path:
        return self._root / public_id.hex[:2] / str(public_id)
