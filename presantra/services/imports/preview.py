"""The difference as the screen shows it: one line of JSON a row, counts, and a digest that a change would alter."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from presantra.domain.imports.changes import shown
from presantra.domain.imports.difference import WRITING, Absent, Line, Outcome
from presantra.domain.imports.known import KnownPerson
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.services.imports.analysis import Analysis, Target
from presantra.services.imports.payload import Payload, dump

ABSENT = "absent"
LEAVING = "absents_sortis"
VISITS = "visites"


@dataclass(frozen=True, slots=True)
class CandidateView:
    key: str
    label: str


@dataclass(frozen=True, slots=True)
class LineView:
    """``changes``: (label, before, after). ``company``: empty when the file is about one company only."""

    line: int
    outcome: str
    name: str
    birth_date: str
    job_title: str
    company: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    candidates: tuple[CandidateView, ...] = ()
    note: str = ""
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class AbsentView:
    key: str
    name: str
    birth_date: str
    job_title: str
    company: str
    leaving: str
    reason: str
    error: str


def fill(payload: Payload, analysis: Analysis) -> dict[str, Any]:
    """Write the preview in the payload; the counts, with the digest of what would be applied."""
    several = len({target.member_id for _, target in analysis.lines if target}) > 1
    corrected = payload.decisions.corrections
    payload.preview = [
        dump(_row(line, target, several, line.person.line in corrected)) for line, target in analysis.lines
    ]
    payload.absents = [dump(_absent(absent, target, several)) for absent, target in analysis.absents]
    index: dict[str, list[int]] = {}
    for rank, (line, _) in enumerate(analysis.lines):
        index.setdefault(line.outcome.value, []).append(rank)
    payload.meta["index"] = index
    counts: dict[str, Any] = dict(Counter(line.outcome.value for line, _ in analysis.lines))
    counts[ABSENT] = len(analysis.absents)
    counts[LEAVING] = sum(1 for absent, _ in analysis.absents if absent.after)
    counts["total"] = len(analysis.lines)
    counts["ecrit"] = counts[LEAVING] + sum(counts.get(outcome.value, 0) for outcome in WRITING)
    digest = hashlib.sha256()
    for text in chain(payload.preview, (b"",), payload.absents):
        digest.update(text + b"\n")
    payload.meta["digest"] = digest.hexdigest()
    return counts


def page_of(payload: Payload, outcomes: Sequence[str], start: int, size: int) -> tuple[int, tuple[LineView, ...]]:
    """How many lines have one of these outcomes, and some of them in the order of the file."""
    index: dict[str, list[int]] = payload.meta.get("index", {})
    ranks = sorted(rank for outcome in outcomes for rank in index.get(outcome, ()))
    return len(ranks), tuple(_view(json.loads(payload.preview[rank])) for rank in ranks[start : start + size])


def absents_of(payload: Payload, start: int, size: int) -> tuple[AbsentView, ...]:
    return tuple(AbsentView(*json.loads(line)) for line in payload.absents[start : start + size])


def _row(line: Line, target: Target | None, several: bool, corrected: bool) -> list[Any]:
    person, known = line.person, line.after or line.before
    last = person.usage_name or person.birth_name or (known.birth_name if known else "")
    birth = person.birth_date or (known.birth_date if known else None)
    return [
        person.line,
        line.outcome.value,
        display_name(person.first_name or "", last),
        format_date(birth) if birth else "",
        person.job_title or (known.job_title if known else ""),
        target.label if target and several else person.establishment if line.outcome is Outcome.FOREIGN else "",
        [[error.column, error.sentence] for error in line.errors],
        [[change.label, change.before, change.after] for change in line.changes],
        [[one.key, candidate_label(one)] for one in line.candidates],
        line.note,
        corrected,
    ]


def _view(row: Sequence[Any]) -> LineView:
    line, outcome, name, birth_date, job_title, company, errors, changes, candidates, note, corrected = row
    return LineView(
        line, outcome, name, birth_date, job_title, company,
        tuple((column, sentence) for column, sentence in errors),
        tuple((label, before, after) for label, before, after in changes),
        tuple(CandidateView(key, label) for key, label in candidates),
        note, corrected,
    )  # fmt: skip


def _absent(absent: Absent, target: Target, several: bool) -> list[str]:
    one, after = absent.before, absent.after
    return [
        one.key,
        display_name(one.first_name, one.usage_name or one.birth_name),
        format_date(one.birth_date),
        one.job_title,
        target.label if several else "",
        shown("departure_date", after.departure_date if after else one.departure_date),
        shown("departure_reason", after.departure_reason if after else one.departure_reason),
        absent.errors[0].sentence if absent.errors else "",
    ]


def candidate_label(one: KnownPerson) -> str:
    """Enough for somebody of the company to recognise him."""
    name = display_name(one.first_name, one.usage_name or one.birth_name)
    born = f", né(e) {one.birth_name}" if one.usage_name else ""
    number = f", matricule {one.matricule}" if one.matricule else ""
    gone = f", sorti(e) le {format_date(one.departure_date)}" if one.departure_date else ""
    return f"{name}{born}, {format_date(one.birth_date)}, {one.job_title}{number}{gone}"
