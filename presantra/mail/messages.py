"""The words of every mail: one folder a kind in ``templates/``, with a subject and two bodies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

from presantra.domain.clock import paris_datetime
from presantra.domain.typography import NBSP, french

TEMPLATES = Path(__file__).resolve().parent / "templates"
KINDS = frozenset(path.name for path in TEMPLATES.iterdir() if path.is_dir() and not path.name.startswith("_"))

SUBJECT_MAX_LENGTH = 160
# A subject is stored and shown in clear, so its template is never given what opens a door.
SECRET_VALUES = frozenset({"password", "link"})
FREE_TEXTS = frozenset({"reason", "availabilities", "comment", "message", "people"})

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
# Bidirectional overrides could make a name reverse the sentence that follows it.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """A mail ready to be sealed. Its representation is hidden: bodies may hold a password."""

    kind: str
    subject: str
    text: str
    html: str


def render(kind: str, values: Mapping[str, Any]) -> Message:
    """Fill the three templates of ``kind``.

    Raises:
        ValueError: there is no such kind of mail.
        jinja2.UndefinedError: a value that the templates use is missing, or a subject asks for a secret.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind of mail: {kind!r}")
    cleaned = {name: _clean(name, value) for name, value in values.items()}
    public = {name: value for name, value in cleaned.items() if name not in SECRET_VALUES}
    return Message(
        kind=kind,
        subject=_shorten(_one_line(_fill(kind, "subject.txt", public))),
        text=_tidy(_fill(kind, "body.txt", cleaned)),
        html=_tidy(_fill(kind, "body.html", cleaned)),
    )


def moment(at: datetime) -> str:
    """« jeudi 26 novembre 2026 à 10 h 05 », Paris time."""
    local = paris_datetime(at)
    day = "1er" if local.day == 1 else str(local.day)
    text = f"{_DAYS[local.weekday()]} {day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{text} à {local.hour}{NBSP}h{NBSP}{local.minute:02}"


def short_date(day: date) -> str:
    """« 23/11/2026 »."""
    return f"{day:%d/%m/%Y}"


def quoted(text: str) -> str:
    """Each line behind a mark, so that somebody's words cannot pass for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


class _FrenchSpacing(Extension):
    """No-break spaces in the words of the templates, never in the values."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        for token in stream:
            if token.type == "data":
                words = re.sub(r"\b([Nn]°) ", rf"\1{NBSP}", french(token.value))
                yield Token(token.lineno, "data", words)
            else:
                yield token


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_FrenchSpacing],
    )
    environment.filters |= {"moment": moment, "date": short_date, "quoted": quoted}
    return environment


_ENVIRONMENT = _environment()


def _fill(kind: str, part: str, values: Mapping[str, Any]) -> str:
    return _ENVIRONMENT.get_template(f"{kind}/{part}").render(values)


def _clean(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _clean(key, inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(name, inner) for inner in value]
    if not isinstance(value, str):
        return value
    if name in FREE_TEXTS:
        return "\n".join(_one_line(line) for line in value.splitlines()).strip()
    return _one_line(value)


def _one_line(text: str) -> str:
    return re.sub(r" {2,}", " ", "".join(map(_harmless, text))).strip()


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp"}:
        return " "
    if category == "Cs":
        return "\ufffd"
    return "" if character in _BIDI else character


def _shorten(subject: str) -> str:
    if len(subject) <= SUBJECT_MAX_LENGTH:
        return subject
    return subject[: SUBJECT_MAX_LENGTH - 1].rstrip() + "…"


def _tidy(body: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", body).strip("\n") + "\n"
