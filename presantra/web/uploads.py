"""Files that people send: one a form, its size limited before it gets here (``limits.py``)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from presantra.web.limits import MAX_UPLOAD


class _InMemory(MultiPartParser):
    """A file of ordinary size never touches a disk of ours in clear, except where a service decides to keep it."""

    spool_max_size = MAX_UPLOAD


@asynccontextmanager
async def form_with_file(request: Request) -> AsyncIterator[FormData]:
    """One file at the most, and a few short fields.

    Raises:
        MultiPartException: not such a form.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise MultiPartException("Not a form with a file.")
    form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=6, max_part_size=1024).parse()
    try:
        yield form
    finally:
        await form.close()


def sent_file(form: FormData) -> tuple[str, UploadFile] | None:
    """Its name and itself; None when nothing was chosen."""
    file = form.get("fichier")
    return (file.filename, file) if isinstance(file, UploadFile) and file.filename else None
