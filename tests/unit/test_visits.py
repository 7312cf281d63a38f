from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest

from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.labels import FIELD_LABELS, label
from presantra.domain.visits import (
    CLOSED_STATUSES,
    KIND_NOTICES,
    OPEN_STATUSES,
    PRE_RETURN_SENTENCE,
    REASON_SENTENCE,
    REQUEST_FIELDS,
    REQUESTABLE_KINDS,
    TRANSITIONS,
    RequestedVisit,
    can_move,
    check_move,
    needs_reason,
    parse_visit_request,
    precise_kind,
)
from presantra.domain.vocabulary import FollowUpKind, VisitKind, VisitStatus

TODAY = date(2026, 11, 23)
EMPLOYEE = "0b0e7c1e-6f5a-4c39-9d58-0d6f5a3f7a11"


def test_the_hiring_visit_comes_first_and_preparing_a_return_is_not_the_employers() -> None:
    assert REQUESTABLE_KINDS[0] is VisitKind.HIRE
    assert next(iter(VisitKind)) is VisitKind.HIRE
    assert label(VisitKind.HIRE) == "Visite d’embauche"
    assert VisitKind.PRE_RETURN not in REQUESTABLE_KINDS
    assert KIND_NOTICES.keys() == set(REQUESTABLE_KINDS)


def test_only_a_visit_on_request_needs_a_reason() -> None:
    assert [kind for kind in VisitKind if needs_reason(kind)] == [VisitKind.ON_REQUEST]


def test_a_good_request() -> None:
    raw = {
        "employee_id": EMPLOYEE,
        "kind": "a_la_demande",
        "reason": "Difficultés constatées au port de charges.\r\nDepuis octobre.",
        "availabilities": "Mardi matin",
        "comment": "",
        "worker_informed": "on",
    }
    assert parse_visit_request(raw, TODAY) == RequestedVisit(
        employee_id=UUID(EMPLOYEE),
        kind=VisitKind.ON_REQUEST,
        reason="Difficultés constatées au port de charges.\nDepuis octobre.",
        availabilities="Mardi matin",
        comment="",
        worker_informed=True,
    )


@pytest.mark.parametrize("kind", [kind for kind in REQUESTABLE_KINDS if kind is not VisitKind.ON_REQUEST])
def test_the_other_kinds_need_nothing_more_than_an_employee(kind: VisitKind) -> None:
    request = parse_visit_request({"employee_id": EMPLOYEE, "kind": kind.value}, TODAY)
    assert request == RequestedVisit(UUID(EMPLOYEE), kind, "", "", "", False)


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({}, {"employee_id": "Choisissez le salarié.", "kind": "Choisissez le type de visite."}),
        ({"employee_id": EMPLOYEE, "kind": "a_la_demande", "reason": " \n "}, {"reason": REASON_SENTENCE}),
        ({"employee_id": EMPLOYEE, "kind": "prereprise"}, {"kind": PRE_RETURN_SENTENCE}),
        ({"employee_id": EMPLOYEE, "kind": "vip_initiale"}, {"kind": "Choisissez une valeur de la liste."}),
        ({"employee_id": "12", "kind": "reprise"}, {"employee_id": "Choisissez le salarié dans la liste."}),
        (
            {"employee_id": EMPLOYEE, "kind": "reprise", "comment": "x" * 1001},
            {"comment": "1000 caractères au maximum (il y en a 1001)."},
        ),
        (
            {"employee_id": EMPLOYEE, "kind": "a_la_demande", "reason": {"$gt": ""}},
            {"reason": "Cette valeur n’est pas valable."},
        ),
    ],
)
def test_a_wrong_request(raw: Mapping[str, object], errors: dict[str, str]) -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_visit_request(raw, TODAY)
    assert refusal.value.errors == errors


def test_every_field_has_a_label() -> None:
    assert set(REQUEST_FIELDS) <= FIELD_LABELS.keys()


@pytest.mark.parametrize(
    ("asked", "follow_up", "at_hire", "precise"),
    [
        (VisitKind.HIRE, FollowUpKind.SI, None, VisitKind.VIP_INITIAL),
        (VisitKind.HIRE, FollowUpKind.SIR, None, VisitKind.APTITUDE_HIRE),
        (VisitKind.HIRE, FollowUpKind.SIA, VisitKind.VIP_INITIAL, VisitKind.VIP_INITIAL),
        (VisitKind.PERIODIC, FollowUpKind.SIA, None, VisitKind.VIP_PERIODIC),
        (VisitKind.PERIODIC, FollowUpKind.SIR, None, VisitKind.APTITUDE_PERIODIC),
        (VisitKind.RETURN, FollowUpKind.SIR, None, VisitKind.RETURN),
    ],
)
def test_the_law_makes_the_kind_precise(
    asked: VisitKind, follow_up: FollowUpKind, at_hire: VisitKind | None, precise: VisitKind
) -> None:
    assert precise_kind(asked, follow_up, at_hire) is precise


def test_closed_requests_never_move_again() -> None:
    assert set(TRANSITIONS) == set(VisitStatus)
    closed = {VisitStatus.DONE, VisitStatus.CANCELLED, VisitStatus.REFUSED}
    assert closed == CLOSED_STATUSES
    assert set(VisitStatus) - closed == OPEN_STATUSES
    for status in CLOSED_STATUSES:
        assert not any(can_move(status, after) for after in VisitStatus)


@pytest.mark.parametrize("status", sorted(OPEN_STATUSES))
def test_an_open_request_can_always_be_cancelled_but_not_stay(status: VisitStatus) -> None:
    check_move(status, VisitStatus.CANCELLED)
    with pytest.raises(InvalidValue, match="changé d’état"):
        check_move(status, status)


def test_the_normal_path_of_a_request() -> None:
    path = [
        VisitStatus.DRAFT,
        VisitStatus.SENT,
        VisitStatus.ACCEPTED,
        VisitStatus.MORE_INFORMATION,
        VisitStatus.PLANNED,
        VisitStatus.SUMMONED,
        VisitStatus.DONE,
    ]
    for before, after in pairwise(path):
        assert can_move(before, after)
    assert not can_move(VisitStatus.DRAFT, VisitStatus.DONE)
