"""« Dernière visite »: what is printed on the last attestation de suivi or avis d’aptitude. Nothing medical."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from presantra.domain.clock import add_years
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.vocabulary import VisitKind

LAST_VISIT_KINDS = (
    VisitKind.VIP_INITIAL,
    VisitKind.VIP_PERIODIC,
    VisitKind.APTITUDE_HIRE,
    VisitKind.APTITUDE_PERIODIC,
    VisitKind.INTERMEDIATE,
)
"""Those from which the next visit is counted: a return or a visit on request changes no deadline by itself."""
EXAMINATIONS = frozenset({VisitKind.APTITUDE_HIRE, VisitKind.APTITUDE_PERIODIC})
"""By the doctor: the four years of R. 4624-28 are counted from one to the next, whatever comes between."""
HIRE_VISIT_MONTHS = 3
"""How long before the entry a visit of hire still is the one of this entry: as long as the Code leaves after it.

A convention (R. 4624-10 gives the three months that follow the entry, the Code says nothing of those before): an older
visit is another employment's, and only the service says that it is enough (R. 4624-15, R. 4624-27).
"""
LAST_VISIT_FIELDS = ("last_visit_date", "last_visit_kind", "last_exam_date", "imposed_due_date", "waiver_claimed")
IMPOSED_MAX_YEARS = 5


@dataclass(frozen=True, slots=True)
class LastVisit:
    """All empty: no visit is known. `imposed_due_date` was set by a health professional.

    `exam`: the examination by the doctor before an intermediate visit.
    """

    day: date | None
    kind: VisitKind | None
    exam: date | None
    imposed_due_date: date | None
    waiver_claimed: bool


def exam_before(
    day: date, kind: VisitKind | None, known: date | None, known_kind: VisitKind | None, known_exam: date | None
) -> date | None:
    """The last examination by the doctor, once a visit of this kind has taken place on `day` after the `known` one.

    None unless the visit is an intermediate one: an examination is the last visit itself.
    """
    if kind is not VisitKind.INTERMEDIATE or known is None or known >= day:
        return None
    return known if known_kind in EXAMINATIONS else known_exam


def parse_last_visit(raw: Mapping[str, object], birth_date: date, today: date) -> LastVisit:
    """Read the form. Raises InvalidForm with the names of LAST_VISIT_FIELDS."""
    form = FormReader(raw)
    seen = form.optional("last_visit_date", _some_date, None)
    kind = form.choice("last_visit_kind", VisitKind, "") if form.text("last_visit_kind") else None
    exam = form.optional("last_exam_date", _some_date, None)
    imposed = form.optional("imposed_due_date", _some_date, None)
    if seen is not None and seen > today:
        form.refuse("last_visit_date", "Cette visite est dans le futur : indiquez la dernière qui a eu lieu.")
    if seen is not None and seen < birth_date:
        form.refuse("last_visit_date", "Cette date précède la naissance du salarié.")
    if seen is not None and kind is None:
        form.refuse("last_visit_kind", "Choisissez le type écrit sur l’attestation ou l’avis.")
    if seen is None and kind is not None:
        form.refuse("last_visit_date", "Indiquez la date de cette visite.")
    if kind is not None and kind not in LAST_VISIT_KINDS:
        form.refuse("last_visit_kind", "Choisissez une valeur de la liste.")
    if exam is not None and kind is not VisitKind.INTERMEDIATE:
        form.refuse("last_exam_date", "Ne l’indiquez qu’après une visite intermédiaire.")
    elif exam is not None and seen is not None and not birth_date < exam < seen:
        form.refuse("last_exam_date", "Cet examen précède la visite intermédiaire : vérifiez les deux dates.")
    if imposed is not None and seen is not None and imposed <= seen:
        form.refuse("imposed_due_date", "La prochaine visite suit la dernière : vérifiez les deux dates.")
    if imposed is not None and imposed > add_years(today, IMPOSED_MAX_YEARS):
        form.refuse("imposed_due_date", f"Cette date est dans plus de {IMPOSED_MAX_YEARS} ans : vérifiez l’année.")
    found = LastVisit(seen, kind, exam, imposed, form.flag("waiver_claimed"))
    form.finish(LAST_VISIT_FIELDS)
    return found


def _some_date(text: str) -> date | None:
    return parse_date(text)
