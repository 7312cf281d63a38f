"""Which documents of a visit an employer may have, and when. What is not listed here is never shown nor kept.

Article R. 4624-14 (attestation), R. 4624-25 and R. 4624-55 (avis), L. 4624-3 (aménagement). Nothing else leaves the
service; the attestation d’absence de contre-indications is handed to the worker, who shows it himself.
"""

from presantra.domain.errors import InvalidValue
from presantra.domain.labels import label
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.domain.vocabulary import VisitKind, VisitStatus

_T = VisitDocumentType
EMPLOYER_TYPES = frozenset({_T.FOLLOW_UP, _T.APTITUDE, _T.INAPTITUDE, _T.ADJUSTMENT})
VISIBLE: dict[VisitStatus, frozenset[VisitDocumentType]] = {
    status: EMPLOYER_TYPES if status is VisitStatus.DONE else frozenset() for status in VisitStatus
}
# R. 4624-25 and R. 4624-55: an avis ends an examination by the médecin du travail, the others an attestation.
_APTITUDE_EXAMS = frozenset({VisitKind.APTITUDE_HIRE, VisitKind.APTITUDE_PERIODIC})
# The doctor sees whoever comes, of either follow-up: his paper says which.
_EITHER = frozenset({VisitKind.HIRE, VisitKind.PERIODIC, VisitKind.RETURN, VisitKind.ON_REQUEST})


def given_after(held: VisitKind) -> frozenset[VisitDocumentType]:
    """What an employer may be given after a visit of this legal kind, as it was when it took place.

    An inaptitude or a measure for the post may follow any of them (L. 4624-3, L. 4624-4).
    """
    if held in _EITHER:
        return EMPLOYER_TYPES
    return EMPLOYER_TYPES - {_T.FOLLOW_UP if held in _APTITUDE_EXAMS else _T.APTITUDE}


def may_see(status: VisitStatus, document: VisitDocumentType) -> bool:
    """Whether the employer sees this document on a request in this status."""
    return document in VISIBLE[status]


def check_deposit(document: VisitDocumentType, held: VisitKind) -> None:
    """Raise InvalidValue when this document may not be given to the employer after a visit of this legal kind."""
    if document not in EMPLOYER_TYPES:
        raise InvalidValue(
            "Ce document relève du secret médical : il ne peut pas être déposé sur le portail des employeurs."
        )
    if document not in given_after(held):
        paper = "un avis" if held in _APTITUDE_EXAMS else "une attestation de suivi"
        raise InvalidValue(f"Cette visite ({label(held)}) donne {paper}, pas ce document.")
