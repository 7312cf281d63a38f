"""« Demander une visite »: what the law wants to know of each kind, and the wishes about the appointment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.typography import french
from presantra.domain.visit_vocabulary import SummonsLanguage
from presantra.domain.visits import REQUESTABLE_KINDS, VisitKind, needs_reason
from presantra.domain.vocabulary import AbsenceCause

REASON_MAX_LENGTH = 1000
AVAILABILITIES_MAX_LENGTH = 500
COMMENT_MAX_LENGTH = 1000
URGENCY_MAX_LENGTH = 300
NAME_MAX_LENGTH = 200
LANGUAGE_MAX_LENGTH = 60
# An end of arrêt further than this from today is a slip of the keyboard.
RETURN_SPAN = timedelta(days=366)

REQUEST_FIELDS = (
    "employee_id", "kind", "reason", "worker_informed", "signature", "return_date", "leave_cause", "leave_start",
    "exposure_end", "worker_told", "half_days", "availabilities", "centre", "accessible", "interpreter",
    "summons_language", "urgent", "urgency_reason", "comment",
)  # fmt: skip
HALF_DAYS: dict[str, str] = {
    f"{day[:3]}_{code}": f"{day} {half}"
    for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi")
    for code, half in (("am", "matin"), ("pm", "après-midi"))
}

REASON_SENTENCE = french(
    "Indiquez le motif : le Code du travail le demande pour une visite à la demande de l’employeur "
    "(article R. 4624-34). Aucune information médicale."
)
INFORMED_SENTENCE = "Informez d’abord le salarié, puis cochez cette case (article R. 4624-34)."
SIGNATURE_SENTENCE = "Tapez votre nom : il signe que le salarié est informé."
PRE_RETURN_SENTENCE = french(
    "La visite de préreprise se demande par le salarié, son médecin traitant, le médecin-conseil ou "
    "le médecin du travail, pas par l’employeur (article R. 4624-29). Informez le salarié qu’elle existe."
)


@dataclass(frozen=True, slots=True)
class Practical:
    """What the secretariat needs to find an appointment that suits; all of it may be left out."""

    half_days: tuple[str, ...] = ()
    availabilities: str = ""
    centre: str = ""
    accessible: bool = False
    interpreter: str = ""
    summons_language: SummonsLanguage = SummonsLanguage.FRENCH
    urgent: bool = False
    urgency_reason: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class RequestedVisit:
    """A valid request, or a draft. `employee_id` is the public identifier; what is not given is empty."""

    employee_id: UUID
    kind: VisitKind
    reason: str = ""
    worker_informed: bool = False
    signature: str = ""
    return_date: date | None = None
    leave_cause: AbsenceCause | None = None
    leave_start: date | None = None
    exposure_end: date | None = None
    worker_told: bool = False
    practical: Practical = field(default_factory=Practical)


def parse_visit_request(
    raw: Mapping[str, object], today: date, centres: frozenset[str] = frozenset(), *, draft: bool = False
) -> RequestedVisit:
    """Read the form « Demander une visite ». Raises InvalidForm with the names of REQUEST_FIELDS.

    `today` is the legal date in Paris; `centres` the codes one may choose. A draft needs only a person and a
    kind: the rest is asked for when it is sent.
    """
    form = FormReader(raw)
    kind = _kind(form)
    request = RequestedVisit(
        employee_id=form.parsed("employee_id", _public_id, "Choisissez le salarié.") or UUID(int=0),
        kind=kind or VisitKind.HIRE,
        reason=form.free_text("reason", REASON_MAX_LENGTH) if _asks(kind, VisitKind.ON_REQUEST) else "",
        worker_informed=_asks(kind, VisitKind.ON_REQUEST) and form.flag("worker_informed"),
        signature=form.free_text("signature", NAME_MAX_LENGTH) if _asks(kind, VisitKind.ON_REQUEST) else "",
        return_date=_date(form, "return_date") if _asks(kind, VisitKind.RETURN) else None,
        leave_cause=_cause(form) if _asks(kind, VisitKind.RETURN) else None,
        leave_start=_date(form, "leave_start") if _asks(kind, VisitKind.RETURN) else None,
        exposure_end=_date(form, "exposure_end") if _asks(kind, VisitKind.POST_EXPOSURE) else None,
        worker_told=_asks(kind, VisitKind.POST_EXPOSURE) and form.flag("worker_told"),
        practical=_practical(form, centres),
    )
    if request.leave_start and request.return_date and request.leave_start > request.return_date:
        form.refuse("leave_start", "Le premier jour de l’arrêt suit sa fin.")
    if request.return_date and abs(request.return_date - today) > RETURN_SPAN:
        form.refuse("return_date", "Vérifiez cette date : elle est à plus d’un an d’aujourd’hui.")
    if not draft:
        _complete(form, request, kind)
    form.finish(REQUEST_FIELDS)
    return request


def _complete(form: FormReader, request: RequestedVisit, kind: VisitKind | None) -> None:
    """What the law asks of each kind (R. 4624-34 for « à la demande », R. 4624-31 for the reprise)."""
    if kind is None:
        return
    if needs_reason(kind):
        if not request.reason:
            form.refuse("reason", REASON_SENTENCE)
        if not request.worker_informed:
            form.refuse("worker_informed", INFORMED_SENTENCE)
        if not request.signature:
            form.refuse("signature", SIGNATURE_SENTENCE)
    if kind is VisitKind.RETURN:
        if request.return_date is None:
            form.refuse("return_date", "Indiquez la date de fin de l’arrêt : elle fixe celle de la visite.")
        if request.leave_cause is None:
            form.refuse("leave_cause", "Choisissez la nature de l’arrêt, sans autre précision.")
    if kind is VisitKind.POST_EXPOSURE and request.exposure_end is None:
        form.refuse("exposure_end", "Indiquez la date de fin de l’exposition, du départ ou de la retraite.")
    if request.practical.urgent and not request.practical.urgency_reason:
        form.refuse("urgency_reason", "Dites en une phrase pourquoi la demande est urgente, sans rien de médical.")


def _kind(form: FormReader) -> VisitKind | None:
    kind = form.choice("kind", VisitKind, "Choisissez le type de visite.")
    if kind is VisitKind.PRE_RETURN:
        form.refuse("kind", PRE_RETURN_SENTENCE)
    elif kind is not None and kind not in REQUESTABLE_KINDS:
        form.refuse("kind", "Choisissez une valeur de la liste.")
    return kind


def _asks(kind: VisitKind | None, wanted: VisitKind) -> bool:
    return kind is wanted


def _date(form: FormReader, name: str) -> date | None:
    value: date | None = form.optional(name, parse_date, None)
    return value


def _cause(form: FormReader) -> AbsenceCause | None:
    return form.choice("leave_cause", AbsenceCause, "") if form.text("leave_cause") else None


def _practical(form: FormReader, centres: frozenset[str]) -> Practical:
    centre = form.text("centre")
    if centre and centre not in centres:
        form.refuse("centre", "Choisissez un centre de la liste.")
    language = form.choice("summons_language", SummonsLanguage, "") if form.text("summons_language") else None
    urgent = form.flag("urgent")
    return Practical(
        half_days=form.parsed_codes("half_days", _half_days),
        availabilities=form.free_text("availabilities", AVAILABILITIES_MAX_LENGTH),
        centre=centre,
        accessible=form.flag("accessible"),
        interpreter=form.free_text("interpreter", LANGUAGE_MAX_LENGTH),
        summons_language=language or SummonsLanguage.FRENCH,
        urgent=urgent,
        urgency_reason=form.free_text("urgency_reason", URGENCY_MAX_LENGTH) if urgent else "",
        comment=form.free_text("comment", COMMENT_MAX_LENGTH),
    )


def _half_days(codes: tuple[str, ...]) -> tuple[str, ...]:
    if set(codes) - set(HALF_DAYS):
        raise InvalidValue("Choisissez les demi-journées dans la liste.")
    return tuple(code for code in HALF_DAYS if code in codes)


def _public_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidValue("Choisissez le salarié dans la liste.") from error
