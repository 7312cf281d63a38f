"""How much a browser fetches to show a page: HTML, JavaScript and styles, gzip, from the built files."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\.{1,2}/[^"']+\.js)["']""")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script":
            self.found.append(values.get("src") or "")
        if tag == "link" and values.get("rel") in {"modulepreload", "stylesheet", "preload"}:
            self.found.append(values.get("href") or "")


def weigh(static_dir: Path, route: str) -> dict[str, int]:
    """File → bytes once compressed, of all that a page loads before anything is clicked."""
    page = static_dir / route.strip("/") / "index.html"
    html = page.read_text("utf-8")
    links = _Links()
    links.feed(html)
    inline = re.findall(r'import[^;"\']*["\'](/assets/[^"\']+\.js)["\']', html)
    wanted = [urlsplit(link).path.lstrip("/") for link in (*links.found, *inline) if link.startswith("/")]
    files = {page.relative_to(static_dir).as_posix()}
    while wanted:
        name = wanted.pop()
        if name not in files:
            files.add(name)
            wanted.extend(_imports(static_dir, name))
    return {name: _compressed(static_dir / name) for name in sorted(files)}


def _imports(static_dir: Path, name: str) -> Iterator[str]:
    if name.endswith(".js"):
        for target in _IMPORT.findall((static_dir / name).read_text("utf-8")):
            yield (PurePosixPath(name).parent / target).as_posix().replace("/./", "/")


def _compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))
