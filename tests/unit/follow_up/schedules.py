"""Somebody of whom the tests change one fact, and what is due to him."""

from datetime import date

from presantra.domain.follow_up import Facts, Field, follow_up, schedule
from presantra.domain.vocabulary import ContractType, FollowUpKind, VisitKind

TODAY = date(2026, 11, 24)


BORN, HIRED = date(1990, 6, 15), date(2019, 3, 4)


EMA, EMA_AGAIN = VisitKind.APTITUDE_HIRE, VisitKind.APTITUDE_PERIODIC


VIP, VIP_AGAIN, BETWEEN = VisitKind.VIP_INITIAL, VisitKind.VIP_PERIODIC, VisitKind.INTERMEDIATE


SI, SIA, SIR = FollowUpKind.SI, FollowUpKind.SIA, FollowUpKind.SIR


SEEN = date(2024, 2, 29)


def facts(*situations: str, **values: object) -> Facts:
    base: dict[str, object] = {
        "birth_date": BORN, "entry_date": HIRED, "contract_type": ContractType.CDI, "situations": situations,
    }  # fmt: skip
    return Facts(**base | values)


def dues(one: Facts, on: date = TODAY) -> list[tuple[VisitKind | None, date]]:
    return [(due.visit, due.latest) for due in schedule(one, on).obligations]


def articles(one: Facts) -> set[str]:
    """Those that the next visit cites."""
    return {source.article for source in schedule(one, TODAY).obligations[0].sources}


def asked(one: Facts, on: date = TODAY) -> set[Field]:
    return {question.field for question in follow_up(one, on).questions}
