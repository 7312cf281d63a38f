"""Requests for visits: kinds an employer may ask for, statuses and their transitions, the request form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from presantra.domain import legal
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader
from presantra.domain.legal import Source
from presantra.domain.typography import french
from presantra.domain.vocabulary import FollowUpKind
from presantra.domain.vocabulary import VisitKind as VisitKind
from presantra.domain.vocabulary import VisitStatus as VisitStatus

REASON_MAX_LENGTH = 1000
AVAILABILITIES_MAX_LENGTH = 500
COMMENT_MAX_LENGTH = 1000

# « Préreprise » is missing on purpose: the employer may not ask for it (R. 4624-29).
REQUESTABLE_KINDS: tuple[VisitKind, ...] = (
    VisitKind.HIRE,
    VisitKind.PERIODIC,
    VisitKind.INTERMEDIATE,
    VisitKind.RETURN,
    VisitKind.MID_CAREER,
    VisitKind.ON_REQUEST,
    VisitKind.POST_EXPOSURE,
)
HIRE_KINDS = frozenset({VisitKind.HIRE, VisitKind.VIP_INITIAL, VisitKind.APTITUDE_HIRE})
REASON_REQUIRED = frozenset({VisitKind.ON_REQUEST})

TRANSITIONS: dict[VisitStatus, frozenset[VisitStatus]] = {
    VisitStatus.DRAFT: frozenset({VisitStatus.SENT, VisitStatus.CANCELLED}),
    VisitStatus.SENT: frozenset(
        {
            VisitStatus.ACCEPTED,
            VisitStatus.MORE_INFORMATION,
            VisitStatus.PLANNED,
            VisitStatus.CANCELLED,
            VisitStatus.REFUSED,
        }
    ),
    VisitStatus.ACCEPTED: frozenset(
        {
            VisitStatus.MORE_INFORMATION,
            VisitStatus.PLANNED,
            VisitStatus.CANCELLED,
            VisitStatus.REFUSED,
        }
    ),
    VisitStatus.MORE_INFORMATION: frozenset(
        {VisitStatus.ACCEPTED, VisitStatus.PLANNED, VisitStatus.CANCELLED, VisitStatus.REFUSED}
    ),
    VisitStatus.PLANNED: frozenset(
        {VisitStatus.SUMMONED, VisitStatus.ACCEPTED, VisitStatus.DONE, VisitStatus.CANCELLED}
    ),
    VisitStatus.SUMMONED: frozenset({VisitStatus.PLANNED, VisitStatus.DONE, VisitStatus.CANCELLED}),
    VisitStatus.DONE: frozenset(),
    VisitStatus.CANCELLED: frozenset(),
    VisitStatus.REFUSED: frozenset(),
}
CLOSED_STATUSES = frozenset(status for status, following in TRANSITIONS.items() if not following)
OPEN_STATUSES = frozenset(TRANSITIONS) - CLOSED_STATUSES
PLANNED_STATUSES = frozenset({VisitStatus.PLANNED, VisitStatus.SUMMONED})
REQUEST_FIELDS = ("employee_id", "kind", "reason", "availabilities", "comment", "worker_informed")


@dataclass(frozen=True, slots=True)
class KindNotice:
    """What an employer must know before he asks for this kind of visit."""

    sentence: str
    sources: tuple[Source, ...]


def _notice(sentence: str, *sources: Source) -> KindNotice:
    return KindNotice(french(sentence), sources)


KIND_NOTICES: dict[VisitKind, KindNotice] = {
    VisitKind.HIRE: _notice(
        "Déclarer une arrivée demande déjà cette visite : ne la demandez ici que si vous ne l’avez pas fait.",
        legal.VIP_WITHIN_THREE_MONTHS,
    ),
    VisitKind.PERIODIC: _notice(
        "Les délais du Code du travail sont des maximums ; le médecin du travail peut les raccourcir.",
        legal.PERIODIC_SI,
        legal.ADAPTED_FOLLOW_UP,
        legal.PERIODIC_SIR,
    ),
    VisitKind.INTERMEDIATE: _notice(
        "Pour un suivi renforcé (SIR), au plus tard 2 ans après l’examen par le médecin du travail.",
        legal.PERIODIC_SIR,
    ),
    VisitKind.RETURN: _notice(
        "Demandez-la dès que vous connaissez la date de fin de l’arrêt. Elle est due après un congé de "
        "maternité, une maladie professionnelle, un accident du travail d’au moins 30 jours, ou une maladie "
        "ou un accident non professionnels d’au moins 60 jours. Le service organise l’examen le jour de la "
        "reprise, ou dans les 8 jours qui suivent. Pour les arrêts prescrits depuis le 15 juin 2026, elle "
        "peut ne pas être nécessaire après une visite de préreprise : le service vous le dira.",
        legal.RETURN_VISIT,
    ),
    VisitKind.MID_CAREER: _notice(
        "À la date fixée par votre accord de branche ou, à défaut, l’année des 45 ans du salarié. "
        "Elle peut être jointe à une autre visite, jusqu’à 2 ans avant.",
        legal.MID_CAREER_VISIT,
    ),
    VisitKind.ON_REQUEST: _notice(
        "Le Code du travail vous demande un motif écrit, et le salarié doit être informé de votre demande. "
        "Décrivez des faits observés au travail, sans information médicale.",
        legal.ON_REQUEST_VISIT,
    ),
    VisitKind.POST_EXPOSURE: _notice(
        "Pour un salarié qui occupe ou a occupé un poste à risques particuliers, à la fin de l’exposition, "
        "à son départ ou à sa retraite. Informez le service dès que vous en avez connaissance, "
        "et le salarié sans délai.",
        legal.POST_EXPOSURE_VISIT,
        legal.POST_EXPOSURE_DUTY,
    ),
}


@dataclass(frozen=True, slots=True)
class RequestedVisit:
    """A valid request. `employee_id` is the public identifier; optional texts are empty when not given."""

    employee_id: UUID
    kind: VisitKind
    reason: str
    availabilities: str
    comment: str
    worker_informed: bool


def needs_reason(kind: VisitKind) -> bool:
    """True for « à la demande » (R. 4624-34): the other kinds follow from a fact, not from a judgement."""
    return kind in REASON_REQUIRED


def can_move(before: VisitStatus, after: VisitStatus) -> bool:
    return after in TRANSITIONS[before]


def check_move(before: VisitStatus, after: VisitStatus) -> None:
    """Raise InvalidValue when a request in status `before` cannot become `after`."""
    if not can_move(before, after):
        raise InvalidValue("Cette demande a changé d’état entre-temps : l’action n’est plus possible.")


def precise_kind(asked: VisitKind, follow_up: FollowUpKind, at_hire: VisitKind | None = None) -> VisitKind:
    """What the law makes of the employer's words: `at_hire` is the visit of `assess()`."""
    reinforced = follow_up is FollowUpKind.SIR
    if asked is VisitKind.HIRE:
        return at_hire or (VisitKind.APTITUDE_HIRE if reinforced else VisitKind.VIP_INITIAL)
    if asked is VisitKind.PERIODIC:
        return VisitKind.APTITUDE_PERIODIC if reinforced else VisitKind.VIP_PERIODIC
    return asked


def parse_visit_request(raw: Mapping[str, object], today: date) -> RequestedVisit:
    """Read the form « Demander une visite ». Raises InvalidForm with the names of REQUEST_FIELDS.

    `today`, the legal date in Paris, belongs to the common signature of the forms.
    """
    form = FormReader(raw)
    kind = form.choice("kind", VisitKind, "Choisissez le type de visite.")
    if kind is VisitKind.PRE_RETURN:
        form.refuse("kind", PRE_RETURN_SENTENCE)
    elif kind is not None and kind not in REQUESTABLE_KINDS:
        form.refuse("kind", "Choisissez une valeur de la liste.")
    request = RequestedVisit(
        employee_id=form.parsed("employee_id", _public_id, "Choisissez le salarié.") or UUID(int=0),
        kind=kind or VisitKind.HIRE,
        reason=form.free_text("reason", REASON_MAX_LENGTH),
        availabilities=form.free_text("availabilities", AVAILABILITIES_MAX_LENGTH),
        comment=form.free_text("comment", COMMENT_MAX_LENGTH),
        worker_informed=form.flag("worker_informed"),
    )
    if kind is not None and needs_reason(kind) and not request.reason:
        form.refuse("reason", REASON_SENTENCE)
    form.finish(REQUEST_FIELDS)
    return request


REASON_SENTENCE = french(
    "Indiquez le motif : le Code du travail le demande pour une visite à la demande de l’employeur "
    "(article R. 4624-34). Aucune information médicale."
)
PRE_RETURN_SENTENCE = french(
    "La visite de préreprise se demande par le salarié, son médecin traitant, le médecin-conseil ou "
    "le médecin du travail, pas par l’employeur (article R. 4624-29). Informez le salarié qu’elle existe."
)


def _public_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidValue("Choisissez le salarié dans la liste.") from error
