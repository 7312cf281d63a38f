"""What libraries would write of people into the logs is cut after their own words.

Reflex quotes the frame that it could not read, Cookie header included; PostgreSQL quotes the row that it refused.
Cut where records are born, because Reflex, asyncio and the drivers each have their own loggers and handlers.
"""

from __future__ import annotations

import logging
import re
from typing import Any

CUT = " […]"
# At DEBUG they write the values of every statement and the parts of every form.
_TOO_DETAILED = ("aiosqlite", "python_multipart")
_TALKATIVE = re.compile(
    r"(Error transforming event payload for handler [\w.<>]{1,200}"
    r"|Error transforming event argument"
    r"|Received event from session \S{1,64} with no associated token"
    r"|Received event data as a string"
    r"|Event data must be a dictionary"
    r"|Event data:"
    r"|Failed to deserialize event data"
    r"|Error processing event queue entry for"
    r"|No registered handler found for event"
    r"|Received an invalid enum value"
    r"|Received a string value"
    r"|DETAIL:)"
)


def discreet(text: str) -> str:
    """The text up to and with the first fixed words that introduce a quotation."""
    found = _TALKATIVE.search(text)
    return text[: found.end()] + CUT if found and found.end() < len(text) else text


def install() -> None:
    """Doing it twice does it once."""
    for name in _TOO_DETAILED:
        logging.getLogger(name).setLevel(logging.INFO)
    born: Any = logging.getLogRecordFactory()
    if getattr(born, "presantra_discreet", False):
        return

    def make(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record: logging.LogRecord = born(*args, **kwargs)
        _clean(record)
        return record

    make.presantra_discreet = True  # type: ignore[attr-defined]
    logging.setLogRecordFactory(make)


def _clean(record: logging.LogRecord) -> None:
    try:
        said = record.getMessage()
    except Exception:
        return  # logging itself reports a message that does not fit its arguments
    kept = discreet(said)
    if kept != said:
        record.msg, record.args = kept, ()
    if record.exc_info and record.exc_info[1] is not None:
        _clean_chain(record.exc_info[1])


def _clean_chain(error: BaseException) -> None:
    """Handlers format the exception each in their own way: its own words are replaced."""
    seen: set[int] = set()
    following: list[BaseException | None] = [error]
    while following:
        one = following.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        said = str(one)
        kept = discreet(said)
        if kept != said:
            one.args = (kept,)
        following += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
