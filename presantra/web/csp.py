"""Content-Security-Policy of the built pages.

Reflex has no nonce support, but its pages are files: their inline scripts are known once the build is done.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

FALLBACK_PAGE = "404.html"
_EXECUTABLE = {"", "module", "text/javascript", "application/javascript"}


class _InlineScripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "script":
            return
        attributes = {name: value or "" for name, value in attrs}
        if "src" not in attributes and attributes.get("type", "").lower() in _EXECUTABLE:
            self._open = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.scripts[-1] += data


def inline_script_hashes(html: str) -> tuple[str, ...]:
    """``'sha256-…'`` sources of the executable inline scripts of a page, in order, without duplicates."""
    parser = _InlineScripts()
    parser.feed(html)
    parser.close()
    digests = (hashlib.sha256(script.encode()).digest() for script in parser.scripts)
    return tuple(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def policy(script_hashes: Iterable[str] = ()) -> str:
    """The policy of one document."""
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *script_hashes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    )


@dataclass(frozen=True)
class PagePolicies:
    """The policy of each built page, by address; anything else gets the policy of the fallback page."""

    by_address: Mapping[str, str] = field(default_factory=dict)
    fallback: str = field(default_factory=policy)
    closed: str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    @classmethod
    def of_build(cls, static_dir: Path) -> PagePolicies:
        """Read every ``index.html`` under the directory served to browsers; an absent build gives no hash."""
        by_address = {}
        for page in sorted(static_dir.rglob("index.html")):
            address = "/" + page.parent.relative_to(static_dir).as_posix().lstrip(".")
            by_address[address] = policy(inline_script_hashes(page.read_text("utf-8")))
        fallback = static_dir / FALLBACK_PAGE
        hashes = inline_script_hashes(fallback.read_text("utf-8")) if fallback.is_file() else ()
        return cls(by_address, policy(hashes))

    def of(self, path: str) -> str:
        return self.by_address.get(path.rstrip("/") or "/", self.fallback)

    def is_page(self, path: str) -> bool:
        return (path.rstrip("/") or "/") in self.by_address
