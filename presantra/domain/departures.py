"""What an employer still owes when somebody leaves."""

from presantra.domain.typography import french
from presantra.domain.vocabulary import DepartureReason

_UNDO = "Une erreur ? Vous pouvez annuler ce départ pendant {days} jours depuis la fiche du salarié."
_LIST = (
    "Cette déclaration met à jour la liste de vos salariés, que vous devez tenir à jour à chaque changement "
    "(article D. 4622-22 du Code du travail)."
)
_POST_EXPOSURE = (
    "Poste à risques particuliers : informez le service dès que vous connaissez la date de départ, "
    "en demandant une visite post-exposition ou de fin de carrière (articles L. 4624-2-1 et R. 4624-28-1)."
)
_TELL_EMPLOYEE = (
    "Prévenez-en le salarié sans délai. Il peut aussi demander lui-même cette visite, d’un mois avant "
    "à six mois après la fin de l’exposition ou le départ."
)
_RETIREMENT = (
    "Départ à la retraite : si le salarié a occupé, même autrefois, un poste à risques particuliers, "
    "demandez la visite de fin de carrière avant son départ (article L. 4624-2-1)."
)
_TRANSFER = (
    "Mutation : si l’autre établissement est dans votre compte, utilisez plutôt « Muter vers un autre établissement » "
    "sur la fiche ; sinon, son arrivée est à y déclarer."
)
_NEVER = "Salarié jamais entré : aucune visite n’est due ; la fiche est seulement classée parmi les sortis."
_OPEN_VISITS = "Une visite est demandée ou planifiée : annulez-la ou prévenez le service si elle n’a plus lieu."


def departure_duties(
    reason: DepartureReason | None, *, exposed: bool, has_open_visits: bool = False, undo_days: int
) -> tuple[str, ...]:
    """Short reminders for the screen; `reason` is None while none is chosen.

    `undo_days`: how long the departure can be taken back. `exposed`: the person is or was on a poste à risques
    particuliers; once is enough (L. 4624-2-1).
    """
    duties: list[str] = []
    if reason is DepartureReason.NEVER_ARRIVED:
        duties.append(_NEVER)
    elif reason is not DepartureReason.DEATH and exposed:
        duties += [_POST_EXPOSURE, _TELL_EMPLOYEE]
    elif reason is DepartureReason.RETIREMENT:
        duties.append(_RETIREMENT)
    if reason is DepartureReason.TRANSFER:
        duties.append(_TRANSFER)
    if has_open_visits:
        duties.append(_OPEN_VISITS)
    duties += [_LIST, _UNDO.format(days=undo_days)]
    return tuple(french(duty) for duty in duties)
