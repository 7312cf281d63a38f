"""What the screen of imports shows, ready to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presantra.domain.imports.difference import Outcome
from presantra.domain.labels import format_datetime
from presantra.domain.typography import french
from presantra.services.imports import AbsentView, JobView, LineView, MappingView, Status

PAGE = "/espace/salaries/import"
ABSENTS = "absents"
NOTHING_READ = "(rien n’y est lu)"
MASKED = "(masqué par précaution)"
# Tab → what its button says, and the outcomes it holds.
TABS: dict[str, tuple[str, tuple[Outcome, ...]]] = {
    "arrivees": ("Arrivées", (Outcome.ARRIVAL, Outcome.RETURN)),
    "departs": ("Départs", (Outcome.DEPARTURE,)),
    "changements": ("Changements", (Outcome.CHANGE,)),
    "erreurs": ("Erreurs", (Outcome.ERROR,)),
    "doublons": ("Doublons probables", (Outcome.QUESTION,)),
    "inchanges": ("Inchangés", (Outcome.UNCHANGED,)),
    "ecartes": ("Lignes écartées", (Outcome.EXCLUDED, Outcome.REPEATED, Outcome.FOREIGN)),
}
STATUS_LABELS = {
    Status.MAPPING: ("Colonnes à confirmer", "warning"),
    Status.ANALYSING: ("Comparaison en cours", "info"),
    Status.PREVIEW: ("À confirmer", "warning"),
    Status.APPLYING: ("Import en cours", "info"),
    Status.DONE: ("Importé", "success"),
    Status.UNDOING: ("Annulation en cours", "info"),
    Status.UNDONE: ("Annulé", "neutral"),
    Status.REFUSED: ("Fichier refusé", "danger"),
    Status.DROPPED: ("Abandonné", "neutral"),
}
OUTCOME_LABELS = {
    Outcome.ARRIVAL: ("Arrivée", "success"),
    Outcome.RETURN: ("Retour", "success"),
    Outcome.DEPARTURE: ("Départ", "warning"),
    Outcome.CHANGE: ("Changement", "info"),
    Outcome.UNCHANGED: ("Inchangé", "neutral"),
    Outcome.ERROR: ("Erreur", "danger"),
    Outcome.QUESTION: ("Doublon probable", "warning"),
    Outcome.REPEATED: ("Ligne répétée", "neutral"),
    Outcome.EXCLUDED: ("Écartée par vous", "neutral"),
    Outcome.FOREIGN: ("Autre établissement", "neutral"),
}


@dataclass(frozen=True)
class JobCard:
    """``version`` says which preview is on screen: no other is ever confirmed."""

    id: str = ""
    filename: str = ""
    status: str = ""
    label: str = ""
    tone: str = "neutral"
    sentence: str = ""
    is_table: bool = False
    busy: bool = False
    progress: int = 0
    version: int = 0
    created: str = ""
    applied: str = ""
    undone: str = ""
    undo_until: str = ""
    summary: str = ""
    left_out: str = ""
    columns_left_out: str = ""
    writes: bool = False
    arrivals: bool = False
    rejects: bool = False
    kept: bool = False


@dataclass(frozen=True)
class JobLine:
    id: str
    filename: str
    created: str
    label: str
    tone: str
    summary: str


@dataclass(frozen=True)
class Counter:
    tab: str
    label: str
    count: str
    alert: bool


@dataclass(frozen=True)
class GuessRow:
    name: str
    heading: str
    samples: str
    column: str
    sure: bool


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class QuestionRow:
    name: str
    key: str
    label: str
    options: tuple[Option, ...]
    answer: str


@dataclass(frozen=True)
class ChangeRow:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class LineRow:
    """``asks``: waits for « même personne » or « autre personne »; ``left_out``: by the user, who may take it again."""

    line: int
    name: str
    person: str
    company: str
    label: str
    tone: str
    errors: tuple[ChangeRow, ...]
    changes: tuple[ChangeRow, ...]
    candidates: tuple[Option, ...]
    note: str
    asks: bool
    left_out: bool
    editable: bool
    long: bool


@dataclass(frozen=True)
class AbsentRow:
    key: str
    name: str
    person: str
    company: str
    leaving: str
    error: str
    decided: bool


def job_card(view: JobView) -> JobCard:
    label, tone = STATUS_LABELS[view.status]
    counts = view.counts
    return JobCard(
        id=view.public_id,
        filename=view.filename,
        status=view.status.value,
        label=label,
        tone=tone,
        sentence=view.sentence,
        is_table=view.is_table,
        busy=view.busy,
        progress=view.progress,
        version=view.version,
        created=format_datetime(view.created_at),
        applied=format_datetime(view.applied_at) if view.applied_at else "",
        undone=format_datetime(view.undone_at) if view.undone_at else "",
        undo_until=format_datetime(view.undo_until) if view.undo_until else "",
        summary=summary_of(counts),
        left_out=left_out_of(counts),
        columns_left_out=", ".join(f"« {heading} »" for heading in view.left_out),
        writes=bool(counts.get("ecrit")),
        arrivals=_sum(counts, Outcome.ARRIVAL, Outcome.RETURN) > 0,
        rejects=_sum(counts, Outcome.ERROR, Outcome.QUESTION) > 0,
        kept=bool(counts.get("gardes")),
    )


def job_line(view: JobView) -> JobLine:
    label, tone = STATUS_LABELS[view.status]
    summary = summary_of(view.counts) if view.counts.get("ecrit") else ""
    return JobLine(view.public_id, view.filename, format_datetime(view.created_at), label, tone, summary)


def counters(view: JobView) -> list[Counter]:
    alerts = {"erreurs", "doublons"}
    found = [
        Counter(tab, label, str(count), tab in alerts and count > 0)
        for tab, (label, outcomes) in TABS.items()
        if (count := _sum(view.counts, *outcomes)) or tab not in ("ecartes",)
    ]
    return [*found, Counter(ABSENTS, "Absents du fichier", str(view.counts.get("absent", 0)), False)]


def summary_of(counts: Mapping[str, Any]) -> str:
    """« 3 arrivées, 2 départs, 1 changement »."""
    departures = _sum(counts, Outcome.DEPARTURE) + int(counts.get("absents_sortis", 0))
    parts = (
        _counted(_sum(counts, Outcome.ARRIVAL), "arrivée", "arrivées"),
        _counted(_sum(counts, Outcome.RETURN), "retour", "retours"),
        _counted(departures, "départ", "départs"),
        _counted(_sum(counts, Outcome.CHANGE), "changement", "changements"),
    )
    return ", ".join(filter(None, parts)) or "aucun changement"


def left_out_of(counts: Mapping[str, Any]) -> str:
    """What will not be imported though the file holds it; empty when there is nothing of the kind."""
    parts = (
        _counted(_sum(counts, Outcome.ERROR), "ligne en erreur", "lignes en erreur"),
        _counted(_sum(counts, Outcome.QUESTION), "doublon probable sans réponse", "doublons probables sans réponse"),
    )
    return " et ".join(filter(None, parts))


def guess_rows(view: MappingView) -> list[GuessRow]:
    return [
        GuessRow(
            f"colonne_{guess.index}",
            guess.heading or f"Colonne {guess.index + 1} (sans titre)",
            MASKED if guess.secret else " · ".join(guess.samples) or NOTHING_READ,
            guess.column,
            guess.sure,
        )
        for guess in view.guesses
    ]


def headings_shown(headings: Sequence[str]) -> str:
    """« « NIR », « Clé » »."""
    return french(", ".join(f"« {heading} »" for heading in headings))


def question_rows(view: MappingView) -> list[QuestionRow]:
    return [
        QuestionRow(
            f"mot_{rank}",
            question.key,
            french(f"{question.column} : que veut dire « {question.text} » ?"),
            tuple(Option(code, label) for code, label in question.options),
            question.answer,
        )
        for rank, question in enumerate(view.questions)
    ]


def line_row(view: LineView) -> LineRow:
    outcome = Outcome(view.outcome)
    label, tone = OUTCOME_LABELS[outcome]
    arrival = outcome in (Outcome.ARRIVAL, Outcome.RETURN)
    return LineRow(
        line=view.line,
        name=view.name or "(sans nom)",
        person=", ".join(filter(None, (view.birth_date, view.job_title))),
        company=view.company,
        label=f"{label} (corrigée)" if view.corrected else label,
        tone=tone,
        errors=tuple(ChangeRow(column, "", sentence) for column, sentence in view.errors),
        changes=tuple(ChangeRow(*change) for change in view.changes),
        candidates=tuple(Option(one.key, one.label) for one in view.candidates),
        note=view.note,
        asks=outcome is Outcome.QUESTION,
        left_out=outcome is Outcome.EXCLUDED,
        editable=outcome not in (Outcome.UNCHANGED, Outcome.REPEATED, Outcome.FOREIGN, Outcome.EXCLUDED),
        long=arrival or len(view.changes) > 4,
    )


def absent_row(view: AbsentView) -> AbsentRow:
    leaving = f"Départ le {view.leaving} – {view.reason}" if view.leaving else ""
    person = ", ".join(filter(None, (view.birth_date, view.job_title)))
    return AbsentRow(view.key, view.name, person, view.company, leaving, view.error, bool(view.leaving))


def _sum(counts: Mapping[str, Any], *outcomes: Outcome) -> int:
    return sum(int(counts.get(outcome.value, 0)) for outcome in outcomes)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {many if count > 1 else one}" if count else ""
