"""What a job keeps of its file: lines of JSON, compressed, sealed and bound to the job.

One line a row, so that no single call of the parser holds the interpreter for long, and a page of 50 lines
costs 50 lines.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from presantra.domain.imports.difference import Leaving
from presantra.domain.imports.model import DsnFile, FilePerson, RawTable
from presantra.services.context import ServiceContext
from presantra.services.imports.writing import Changed, Created, Returned, Undo
from presantra.services.keys import seal, unseal

COMPRESSION = 1


@dataclass(slots=True)
class UserDecisions:
    """What the user said so far. ``corrections``: line → the fields of its form, as typed."""

    answers: dict[int, str] = field(default_factory=dict)
    excluded: set[int] = field(default_factory=set)
    corrections: dict[int, dict[str, str]] = field(default_factory=dict)
    absents: dict[str, Leaving] = field(default_factory=dict)
    all_absents: Leaving | None = None


@dataclass(slots=True)
class Payload:
    """``source``: the rows read. ``preview``: what becomes of them, and the absents, as the screen shows them."""

    meta: dict[str, Any]
    decisions: UserDecisions
    source: list[bytes]
    preview: list[bytes] = field(default_factory=list)
    absents: list[bytes] = field(default_factory=list)

    @classmethod
    def of(cls, source: RawTable | DsnFile) -> Payload:
        if isinstance(source, RawTable):
            meta = {"sheet": source.sheet, "heading_line": source.heading_line, "headings": source.headings}
            return cls(meta, UserDecisions(), [dump(row) for row in source.rows])
        everybody = (person for people in source.establishments.values() for person in people)
        meta = {"month": source.month.isoformat(), "siren": source.siren, "sirets": list(source.establishments)}
        return cls(meta, UserDecisions(), [_PERSON.dump_json(person) for person in everybody])

    @property
    def is_table(self) -> bool:
        return "headings" in self.meta

    def table(self) -> RawTable:
        rows = tuple((line, tuple(cells)) for line, cells in map(json.loads, self.source))
        return RawTable(self.meta["sheet"], self.meta["heading_line"], tuple(self.meta["headings"]), rows)

    def people(self) -> tuple[FilePerson, ...]:
        """Of a DSN."""
        return tuple(map(_PERSON.validate_json, self.source))

    def encode(self) -> bytes:
        head = {
            "meta": self.meta,
            "decisions": _DECISIONS.dump_python(self.decisions, mode="json"),
            "counts": [len(self.source), len(self.preview), len(self.absents)],
        }
        return _packed(chain([dump(head)], self.source, self.preview, self.absents))

    @classmethod
    def decode(cls, packed: bytes) -> Payload:
        first, *lines = _unpacked(packed)
        head = json.loads(first)
        source, preview, _ = head["counts"]
        return cls(
            head["meta"],
            _DECISIONS.validate_python(head["decisions"]),
            lines[:source],
            lines[source : source + preview],
            lines[source + preview :],
        )


def encode_undo(undos: Iterable[Undo]) -> bytes:
    """One line a person: an undo of 10,000 people is written and read in small steps."""
    lines: list[bytes] = []
    for undo in undos:
        lines.append(dump({"member_id": undo.member_id}))
        for name in ("created", "returned", "changed"):
            adapter = _UNDO[name]
            lines += [f"{name} ".encode() + adapter.dump_json(one) for one in getattr(undo, name)]
    return _packed(lines)


def decode_undo(packed: bytes) -> list[Undo]:
    undos: list[Undo] = []
    for line in _unpacked(packed):
        if line.startswith(b"{"):
            undos.append(Undo(json.loads(line)["member_id"]))
            continue
        kind, _, content = line.partition(b" ")
        name = kind.decode()
        getattr(undos[-1], name).append(_UNDO[name].validate_json(content))
    return undos


def sealed(context: ServiceContext, public_id: UUID, column: str, packed: bytes) -> bytes:
    return seal(context.keys.imports, packed, f"{public_id}:{column}")


def opened(context: ServiceContext, public_id: UUID, column: str, content: bytes) -> bytes:
    """Raises:
    cryptography.exceptions.InvalidTag: altered, or moved to another row.
    """
    return unseal(context.keys.imports, content, f"{public_id}:{column}")


def dump(value: Any) -> bytes:
    """JSON in UTF-8: as text, one typographic apostrophe would double the memory of its line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _packed(lines: Iterable[bytes]) -> bytes:
    compressor = zlib.compressobj(COMPRESSION)
    parts = [compressor.compress(line + b"\n") for line in lines]
    return b"".join((*parts, compressor.flush()))


def _unpacked(packed: bytes) -> list[bytes]:
    # JSON writes its line feeds as « \n »: only ours are left.
    return zlib.decompress(packed).split(b"\n")[:-1]


_PERSON = TypeAdapter(FilePerson)
_DECISIONS = TypeAdapter(UserDecisions)


_UNDO: dict[str, TypeAdapter[Any]] = {
    "created": TypeAdapter(Created),
    "returned": TypeAdapter(Returned),
    "changed": TypeAdapter(Changed),
}
