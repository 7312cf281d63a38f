"""Which documents of a visit an employer may have, and when. What is not listed here is never shown nor kept.

Article R. 4624-14 (attestation), R. 4624-25 and R. 4624-55 (avis), L. 4624-3 (aménagement). Nothing else leaves the
service; the attestation d’absence de contre-indications is handed to the worker, who shows it himself.
"""

from presantra.domain.errors import InvalidValue
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.domain.vocabulary import FollowUpKind, VisitStatus

_T = VisitDocumentType
EMPLOYER_TYPES = frozenset({_T.FOLLOW_UP, _T.APTITUDE, _T.INAPTITUDE, _T.ADJUSTMENT})
VISIBLE: dict[VisitStatus, frozenset[VisitDocumentType]] = {
    status: EMPLOYER_TYPES if status is VisitStatus.DONE else frozenset() for status in VisitStatus
}
# A VIP gives no aptitude, and an examen d’aptitude gives no attestation.
_AFTER_APTITUDE_EXAM = EMPLOYER_TYPES - {_T.FOLLOW_UP}
_AFTER_OTHERS = EMPLOYER_TYPES - {_T.APTITUDE}


def may_see(status: VisitStatus, document: VisitDocumentType) -> bool:
    """Whether the employer sees this document on a request in this status."""
    return document in VISIBLE[status]


def check_deposit(document: VisitDocumentType, follow_up: FollowUpKind) -> None:
    """Raise InvalidValue when this document may not be given to the employer of somebody followed so."""
    if document not in EMPLOYER_TYPES:
        raise InvalidValue(
            "Ce document relève du secret médical : il ne peut pas être déposé sur le portail des employeurs."
        )
    allowed = _AFTER_APTITUDE_EXAM if follow_up is FollowUpKind.SIR else _AFTER_OTHERS
    if document not in allowed:
        raise InvalidValue(
            "Ce salarié est en suivi renforcé : sa visite donne un avis, pas une attestation de suivi."
            if follow_up is FollowUpKind.SIR
            else "Ce salarié n’est pas en suivi renforcé : sa visite donne une attestation de suivi, pas un avis."
        )
