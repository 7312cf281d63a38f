"""Files that people send: read in memory, their size limited before they get here."""

from __future__ import annotations

from starlette.formparsers import MultiPartParser

from presantra.web.limits import MAX_UPLOAD


class InMemory(MultiPartParser):
    """What people send never touches a disk of ours in clear, except where a service has decided to keep it."""

    spool_max_size = MAX_UPLOAD
