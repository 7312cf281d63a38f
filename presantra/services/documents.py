"""Document store: a folder. A key is the SHA-256 of the content, so no file is ever overwritten."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from presantra.domain.errors import DocumentMissing

_KEY = re.compile(r"[0-9a-f]{64}\.(?:pdf|docx|xlsx|odt)", re.ASCII)


class DocumentStore:
    """Blocking: call it from a thread."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, content: bytes, extension: str = "pdf") -> str:
        """Keep a file and return its key; it is whole on the disk before this returns."""
        key = f"{hashlib.sha256(content).hexdigest()}.{extension}"
        path = self._place(key)
        if path.is_file() and path.stat().st_size == len(content):
            return key
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, content)
        return key

    def path(self, key: str) -> Path:
        """Where the file of a key is.

        Raises:
            DocumentMissing: no such file, or not a key of this store.
        """
        # The form of a key is the guard: nothing that could leave the folder ever becomes a path.
        if not _KEY.fullmatch(key):
            raise DocumentMissing
        path = self._place(key)
        if not path.is_file():
            raise DocumentMissing
        return path

    def remove(self, key: str) -> None:
        """Erase the file of a key, for whoever knows that nothing leads to it any more."""
        if _KEY.fullmatch(key):
            self._place(key).unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        return self._root / key[:2] / key


def write_atomically(path: Path, content: bytes) -> None:
    """The file appears whole or not at all, readable by its owner only."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
