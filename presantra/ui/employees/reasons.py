"""What is due to one person, ready to show: each obligation with the facts, the rule and the articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from presantra.domain.follow_up import Field, FollowUp, Note, Obligation, Question
from presantra.domain.labels import format_date
from presantra.services.employees.views import due_state
from presantra.ui.articles import SourceLink, source_links
from presantra.ui.employees.deadlines import due_badge, due_tone

EDIT, LAST_VISIT, ATTESTATION = "modifier", "derniere-visite", "attestation"
PAGES_OF_FIELDS = {
    Field.PLANNED_END: EDIT,
    Field.SITUATIONS: EDIT,
    Field.LAST_VISIT: LAST_VISIT,
    Field.LAST_VISIT_KIND: LAST_VISIT,
    Field.LAST_EXAM: LAST_VISIT,
    Field.WAIVER: LAST_VISIT,
    Field.ATTESTATION: ATTESTATION,
}
"""Where a missing fact is filled in; an absence is ended from its own card of the record."""


@dataclass(frozen=True)
class UsedFact:
    name: str
    value: str


@dataclass(frozen=True)
class DueLine:
    """``about``: which of several attestations. ``latest`` is always « au plus tard le »."""

    title: str
    about: str
    why: str
    latest: str
    badge: str
    tone: str
    facts: tuple[UsedFact, ...]
    sentences: tuple[str, ...]
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True)
class QuestionLine:
    """``page``: last part of the address where it is answered; empty when there is none."""

    sentence: str
    page: str


@dataclass(frozen=True)
class NoteLine:
    sentences: tuple[str, ...]
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True)
class FollowUpLines:
    """``warning``: somebody must not start before his visit."""

    dues: tuple[DueLine, ...] = ()
    questions: tuple[QuestionLine, ...] = ()
    notes: tuple[NoteLine, ...] = ()
    warning: str = ""


NO_LINES = FollowUpLines()


def follow_up_lines(found: FollowUp, today: date) -> FollowUpLines:
    return FollowUpLines(
        dues=tuple(_due(due, today) for due in found.obligations),
        questions=tuple(_question(question) for question in found.questions),
        notes=tuple(_note(note) for note in found.notes),
        warning=_warning(found, today),
    )


def _due(due: Obligation, today: date) -> DueLine:
    state = due_state(due.latest, today)
    return DueLine(
        title=due.title,
        about=due.situation.label if due.situation else "",
        why="Pourquoi cette visite ?" if due.visit else "Pourquoi cette attestation ?",
        latest=format_date(due.latest),
        badge=due_badge(state),
        tone=due_tone(state),
        facts=tuple(UsedFact(name, value) for name, value in due.used),
        sentences=due.sentences,
        sources=source_links(due.sources),
    )


def _question(question: Question) -> QuestionLine:
    return QuestionLine(question.sentence, PAGES_OF_FIELDS.get(question.field, ""))


def _note(note: Note) -> NoteLine:
    return NoteLine(note.sentences, source_links(note.sources))


def _warning(found: FollowUp, today: date) -> str:
    if not found.must_wait or found.scheduled is None:
        return ""
    since = found.scheduled.since
    if since > today:
        return f"Cette personne ne doit pas prendre ce poste, le {format_date(since)}, avant la visite."
    return (
        f"La visite due avant l’affectation à ce poste ({format_date(since)}) manque : demandez-la sans attendre, et "
        "n’affectez pas la personne à ce poste d’ici là."
    )
