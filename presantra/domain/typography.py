"""French spacing, in one place: sentences are written with plain spaces and made right here."""

import re

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"

_BEFORE_MARK = re.compile(r" (?=[:;?!»€%])")


def french(text: str) -> str:
    """Return `text` with no-break spaces before `: ; ? ! » € %` and after `«`."""
    return _BEFORE_MARK.sub(NBSP, text).replace("« ", f"«{NBSP}")
