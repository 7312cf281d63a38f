"""Requests for visits: kinds an employer may ask for, and the machine of their statuses (who may do what, when)."""

from dataclasses import dataclass

from presantra.domain import legal
from presantra.domain.errors import Forbidden, InvalidValue
from presantra.domain.legal import Source
from presantra.domain.typography import french
from presantra.domain.visit_vocabulary import Side, VisitAct
from presantra.domain.vocabulary import FollowUpKind
from presantra.domain.vocabulary import VisitKind as VisitKind
from presantra.domain.vocabulary import VisitStatus as VisitStatus

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
PERIODIC_KINDS = frozenset({VisitKind.PERIODIC, VisitKind.VIP_PERIODIC, VisitKind.APTITUDE_PERIODIC})
EVERYDAY_KINDS = HIRE_KINDS | PERIODIC_KINDS
"""Visits that everybody has: they tell nothing of a follow-up once their precise kind is hidden."""
RENEWING_KINDS = EVERYDAY_KINDS | {VisitKind.INTERMEDIATE}
"""Visits from which the next one is counted (R. 4624-16, R. 4624-28); the others answer an event."""
EVENT_KINDS = frozenset({VisitKind.RETURN, VisitKind.MID_CAREER, VisitKind.POST_EXPOSURE})
"""Each answers an event or an age, and starts no new period."""
REASON_REQUIRED = frozenset({VisitKind.ON_REQUEST})


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the machine: who may, from which statuses, to which one (None: it stays), and its words."""

    by: frozenset[Side]
    before: frozenset[VisitStatus]
    after: VisitStatus | None
    said: str


_S = VisitStatus
_EMPLOYER, _SERVICE = frozenset({Side.EMPLOYER}), frozenset({Side.SERVICE})
WAITING = frozenset({_S.SENT, _S.ACCEPTED, _S.MORE_INFORMATION})
WITH_APPOINTMENT = frozenset({_S.PLANNED, _S.SUMMONED})

ACTS: dict[VisitAct, Act] = {
    VisitAct.SEND: Act(_EMPLOYER, frozenset({_S.DRAFT}), _S.SENT, "Demande envoyée"),
    VisitAct.TAKE_CHARGE: Act(_SERVICE, frozenset({_S.SENT}), _S.ACCEPTED, "Demande prise en charge"),
    VisitAct.ASK_MORE: Act(_SERVICE, frozenset({_S.SENT, _S.ACCEPTED}), _S.MORE_INFORMATION, "Complément demandé"),
    VisitAct.ANSWER: Act(_EMPLOYER, frozenset({_S.MORE_INFORMATION}), _S.ACCEPTED, "Complément apporté"),
    VisitAct.PLAN: Act(_SERVICE, WAITING | WITH_APPOINTMENT, _S.PLANNED, "Rendez-vous fixé"),
    VisitAct.BOOK: Act(_EMPLOYER, WAITING, _S.PLANNED, "Créneau réservé"),
    VisitAct.SUMMON: Act(_SERVICE, frozenset({_S.PLANNED}), _S.SUMMONED, "Convocation envoyée"),
    VisitAct.CONFIRM: Act(_EMPLOYER, WITH_APPOINTMENT, None, "Présence confirmée"),
    VisitAct.ASK_OTHER_DATE: Act(_EMPLOYER, WITH_APPOINTMENT, _S.ACCEPTED, "Autre date demandée"),
    VisitAct.GIVE_PLACE: Act(_EMPLOYER, WITH_APPOINTMENT, _S.ACCEPTED, "Rendez-vous cédé à un autre salarié"),
    VisitAct.TAKE_PLACE: Act(_EMPLOYER, WAITING, _S.PLANNED, "Rendez-vous repris d’un autre salarié"),
    VisitAct.EXCUSE: Act(_EMPLOYER, WITH_APPOINTMENT, _S.ACCEPTED, "Absence signalée"),
    VisitAct.CANCEL: Act(_EMPLOYER, WAITING | WITH_APPOINTMENT | {_S.DRAFT}, _S.CANCELLED, "Demande de visite annulée"),
    VisitAct.HONOUR: Act(_SERVICE, WITH_APPOINTMENT, _S.DONE, "Visite réalisée"),
    VisitAct.MISS: Act(_SERVICE, WITH_APPOINTMENT, _S.NO_SHOW, "Rendez-vous non honoré"),
    VisitAct.CONTEST: Act(_EMPLOYER, frozenset({_S.NO_SHOW}), None, "Absence contestée"),
    VisitAct.SETTLE: Act(_SERVICE, frozenset({_S.NO_SHOW}), None, "Réponse à la contestation"),
    VisitAct.REFUSE: Act(_SERVICE, WAITING, _S.REFUSED, "Demande refusée"),
    VisitAct.DEPOSIT: Act(_SERVICE, frozenset({_S.DONE}), None, "Document déposé"),
    VisitAct.RECALL: Act(_SERVICE, frozenset({_S.DONE}), None, "Document retiré"),
}
COMMITTING_ACTS = frozenset(
    {VisitAct.BOOK, VisitAct.CANCEL, VisitAct.ASK_OTHER_DATE, VisitAct.TAKE_PLACE, VisitAct.EXCUSE}
)
"""They bind the employer to a date, or may cost him something: who acts keeps a written trace, like the others.

Somebody else instead is one act of two requests: TAKE_PLACE tells of it, GIVE_PLACE says nothing more to him.
"""
TRANSITIONS: dict[VisitStatus, frozenset[VisitStatus]] = {
    before: frozenset(
        act.after for act in ACTS.values() if act.after and act.after is not before and before in act.before
    )
    for before in VisitStatus
}
CLOSED_STATUSES = frozenset(status for status, following in TRANSITIONS.items() if not following)
OPEN_STATUSES = frozenset(TRANSITIONS) - CLOSED_STATUSES
# A draft is known to its author alone: it answers no duty, and nobody is expected to come.
SENT_STATUSES = OPEN_STATUSES - {VisitStatus.DRAFT}
PLANNED_STATUSES = WITH_APPOINTMENT


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


def doubt(kind: VisitKind, follow_up: FollowUpKind, exposed: bool) -> str:
    """A sentence when the rules do not know that visit for this person, else empty: told, never a refusal.

    ``exposed``: a poste à risques particuliers was held once at least (R. 4624-24, R. 4624-28, L. 4624-2-1).
    """
    if kind is VisitKind.INTERMEDIATE and follow_up is not FollowUpKind.SIR:
        return french(
            "Ce salarié n’est pas en suivi renforcé (SIR) : le Code du travail ne prévoit pas de visite "
            "intermédiaire pour lui. Vous pouvez envoyer la demande : le service vous répondra."
        )
    if kind is VisitKind.POST_EXPOSURE and not exposed:
        return french(
            "Aucun poste à risques particuliers n’est connu pour ce salarié : vérifiez sa fiche. Vous pouvez envoyer "
            "la demande : le service vous répondra."
        )
    return ""


def plain_kind(kind: VisitKind) -> VisitKind:
    """The employer's word for a visit of ``EVERYDAY_KINDS``, whatever the law makes of it."""
    return VisitKind.HIRE if kind in HIRE_KINDS else VisitKind.PERIODIC


def renews(kind: VisitKind | None) -> bool:
    """Whether the next visit is counted from one of this kind; an unknown kind is taken for one that does."""
    return kind is None or kind in RENEWING_KINDS


def needs_reason(kind: VisitKind) -> bool:
    """True for « à la demande » (R. 4624-34): the other kinds follow from a fact, not from a judgement."""
    return kind in REASON_REQUIRED


def may(act: VisitAct, side: Side, status: VisitStatus) -> bool:
    """Whether this side may do this to a request in this status."""
    rule = ACTS[act]
    return side in rule.by and status in rule.before


def check_act(act: VisitAct, side: Side, status: VisitStatus) -> VisitStatus:
    """The status that follows.

    Raises:
        Forbidden: that act is the other side's.
        InvalidValue: the request is not in a status that allows it.
    """
    rule = ACTS[act]
    if side not in rule.by:
        raise Forbidden
    if status not in rule.before:
        raise InvalidValue("Cette demande a changé d’état entre-temps : l’action n’est plus possible.")
    return rule.after or status


def can_move(before: VisitStatus, after: VisitStatus) -> bool:
    return after in TRANSITIONS[before]


def precise_kind(asked: VisitKind, follow_up: FollowUpKind, at_hire: VisitKind | None = None) -> VisitKind:
    """What the law makes of the employer's words: `at_hire` is the visit of `assess()`."""
    reinforced = follow_up is FollowUpKind.SIR
    if asked is VisitKind.HIRE:
        return at_hire or (VisitKind.APTITUDE_HIRE if reinforced else VisitKind.VIP_INITIAL)
    if asked is VisitKind.PERIODIC:
        return VisitKind.APTITUDE_PERIODIC if reinforced else VisitKind.VIP_PERIODIC
    return asked
