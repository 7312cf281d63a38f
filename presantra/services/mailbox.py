"""The mails of the demonstration, read back from their folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

MAX_MAILS = 100
MAX_FILE_BYTES = 1_000_000

_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class MailView:
    """``at`` is aware UTC; ``links`` are those of the text, in order, once each."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    links: tuple[str, ...]


def list_mails(directory: Path) -> tuple[MailView, ...]:
    """The latest mails, newest first. A file that is not a mail of ours is left out.

    Reads files: call it in a thread.
    """
    try:
        # Our names begin with the instant: the newest are the last.
        names = sorted(directory.glob("*.eml"), key=lambda path: path.name, reverse=True)[:MAX_MAILS]
    except OSError:
        return ()
    read = [found for path in names if (found := _read(path))]
    return tuple(view for _, view in sorted(read, key=lambda item: item[0], reverse=True))


def _read(path: Path) -> tuple[tuple[datetime, int], MailView] | None:
    try:
        facts = path.lstat()
        if not path.is_file() or path.is_symlink() or facts.st_size > MAX_FILE_BYTES:
            return None
        view = _view(path.stem, path.read_bytes())
    except Exception:  # whatever lies in the folder, the page must open
        return None
    return ((view.at, facts.st_mtime_ns), view) if view else None


def _view(identifier: str, content: bytes) -> MailView | None:
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    body = message.get_body(("plain",))
    if body is None or not message["To"] or message["Date"] is None or message["Date"].datetime is None:
        return None
    at: datetime = message["Date"].datetime
    text = "\n".join(str(body.get_content()).splitlines())
    links = dict.fromkeys(found.rstrip(".,;:!?)") for found in _LINK.findall(text))
    return MailView(
        id=identifier,
        at=at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC),
        to=str(message["To"]),
        subject=str(message["Subject"] or ""),
        text=text,
        links=tuple(links),
    )
