from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest

from presantra.domain.errors import Forbidden, InvalidForm, InvalidValue
from presantra.domain.labels import FIELD_LABELS, label
from presantra.domain.typography import french
from presantra.domain.visit_form import (
    INFORMED_SENTENCE,
    PRE_RETURN_SENTENCE,
    REASON_SENTENCE,
    REQUEST_FIELDS,
    SIGNATURE_SENTENCE,
    Practical,
    RequestedVisit,
    parse_visit_request,
)
from presantra.domain.visit_vocabulary import Side, SummonsLanguage, VisitAct
from presantra.domain.visits import (
    ACTS,
    CLOSED_STATUSES,
    KIND_NOTICES,
    OPEN_STATUSES,
    REQUESTABLE_KINDS,
    TRANSITIONS,
    can_move,
    check_act,
    doubt,
    may,
    needs_reason,
    precise_kind,
)
from presantra.domain.vocabulary import AbsenceCause, FollowUpKind, VisitKind, VisitStatus

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


ON_REQUEST = {
    "employee_id": EMPLOYEE,
    "kind": "a_la_demande",
    "reason": "Difficultés constatées au port de charges.\r\nDepuis octobre.",
    "availabilities": "Mardi matin",
    "comment": "",
    "worker_informed": "on",
    "signature": " Claire Martin ",
}
# What each kind must have, beside a person.
NEEDED: dict[VisitKind, dict[str, str]] = {
    VisitKind.ON_REQUEST: {name: str(ON_REQUEST[name]) for name in ("reason", "worker_informed", "signature")},
    VisitKind.RETURN: {"return_date": "04/12/2026", "leave_cause": "maternite"},
    VisitKind.POST_EXPOSURE: {"exposure_end": "2026-12-31"},
}


def test_a_good_request() -> None:
    assert parse_visit_request(ON_REQUEST, TODAY) == RequestedVisit(
        employee_id=UUID(EMPLOYEE),
        kind=VisitKind.ON_REQUEST,
        reason="Difficultés constatées au port de charges.\nDepuis octobre.",
        worker_informed=True,
        signature="Claire Martin",
        practical=Practical(availabilities="Mardi matin"),
    )


@pytest.mark.parametrize("kind", REQUESTABLE_KINDS)
def test_each_kind_needs_what_the_law_says_and_nothing_more(kind: VisitKind) -> None:
    needed = NEEDED.get(kind, {})
    base = {"employee_id": EMPLOYEE, "kind": kind.value}
    assert parse_visit_request(base | needed, TODAY).kind is kind
    if needed:
        with pytest.raises(InvalidForm) as refusal:
            parse_visit_request(base, TODAY)
        assert set(refusal.value.errors) == set(needed)
    draft = parse_visit_request(base, TODAY, draft=True)
    assert (draft.kind, draft.practical) == (kind, Practical())


def test_what_was_typed_for_another_kind_is_not_kept() -> None:
    everything = {name: value for fields in NEEDED.values() for name, value in fields.items()}
    request = parse_visit_request({"employee_id": EMPLOYEE, "kind": "periodique"} | everything, TODAY)
    assert request == RequestedVisit(UUID(EMPLOYEE), VisitKind.PERIODIC)


def test_the_first_day_of_the_leave_may_be_given() -> None:
    raw = {"employee_id": EMPLOYEE, "kind": "reprise", "return_date": "2026-12-04", "leave_cause": "maladie"}
    assert parse_visit_request(raw, TODAY).leave_start is None
    assert parse_visit_request(raw | {"leave_start": "2026-12-04"}, TODAY).leave_start == date(2026, 12, 4)
    with pytest.raises(InvalidForm) as refused:
        parse_visit_request(raw | {"leave_start": "2026-12-05"}, TODAY)
    assert set(refused.value.errors) == {"leave_start"}


@pytest.mark.parametrize("follow_up", list(FollowUpKind))
@pytest.mark.parametrize("exposed", [True, False])
@pytest.mark.parametrize("kind", list(VisitKind))
def test_a_visit_that_the_rules_do_not_know_is_doubted(kind: VisitKind, follow_up: FollowUpKind, exposed: bool) -> None:
    unknown = {
        VisitKind.INTERMEDIATE: follow_up is not FollowUpKind.SIR,
        VisitKind.POST_EXPOSURE: not exposed,
    }.get(kind, False)
    assert bool(doubt(kind, follow_up, exposed)) is unknown


def test_wishes_are_structured() -> None:
    raw = {
        "employee_id": EMPLOYEE, "kind": "reprise", "return_date": "2026-12-04", "leave_cause": "at",
        "half_days": ["mar_pm", "lun_am"], "centre": "paris", "accessible": "oui", "interpreter": "Portugais",
        "summons_language": "en", "urgent": "oui", "urgency_reason": "Reprise lundi.",
    }  # fmt: skip
    request = parse_visit_request(raw, TODAY, frozenset({"paris"}))
    assert (request.return_date, request.leave_cause) == (date(2026, 12, 4), AbsenceCause.WORK_ACCIDENT)
    assert request.practical == Practical(
        half_days=("lun_am", "mar_pm"), centre="paris", accessible=True, interpreter="Portugais",
        summons_language=SummonsLanguage.ENGLISH, urgent=True, urgency_reason="Reprise lundi.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "errors"),
    [
        ({}, {"employee_id": "Choisissez le salarié.", "kind": "Choisissez le type de visite."}),
        (
            {"employee_id": EMPLOYEE, "kind": "a_la_demande", "reason": " \n "},
            {"reason": REASON_SENTENCE, "worker_informed": INFORMED_SENTENCE, "signature": SIGNATURE_SENTENCE},
        ),
        ({"employee_id": EMPLOYEE, "kind": "prereprise"}, {"kind": PRE_RETURN_SENTENCE}),
        ({"employee_id": EMPLOYEE, "kind": "vip_initiale"}, {"kind": "Choisissez une valeur de la liste."}),
        ({"employee_id": "12", "kind": "periodique"}, {"employee_id": "Choisissez le salarié dans la liste."}),
        (
            {"employee_id": EMPLOYEE, "kind": "periodique", "comment": "x" * 1001},
            {"comment": "1000 caractères au maximum (il y en a 1001)."},
        ),
        (
            ON_REQUEST | {"reason": {"$gt": ""}},
            {"reason": "Cette valeur n’est pas valable."},
        ),
        (
            {"employee_id": EMPLOYEE, "kind": "reprise", "return_date": "04/12/2036", "leave_cause": "grippe"},
            {
                "return_date": "Vérifiez cette date : elle est à plus d’un an d’aujourd’hui.",
                "leave_cause": "Choisissez une valeur de la liste.",
            },
        ),
        (
            {"employee_id": EMPLOYEE, "kind": "periodique", "half_days": "dim_am", "centre": "lune", "urgent": "oui"},
            {
                "half_days": "Choisissez les demi-journées dans la liste.",
                "centre": "Choisissez un centre de la liste.",
                "urgency_reason": "Dites en une phrase pourquoi la demande est urgente, sans rien de médical.",
            },
        ),
    ],
)
def test_a_wrong_request(raw: Mapping[str, object], errors: dict[str, str]) -> None:
    with pytest.raises(InvalidForm) as refusal:
        parse_visit_request(raw, TODAY)
    assert refusal.value.errors == {field: french(sentence) for field, sentence in errors.items()}


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
    closed = {VisitStatus.DONE, VisitStatus.CANCELLED, VisitStatus.REFUSED, VisitStatus.NO_SHOW}
    assert closed == CLOSED_STATUSES
    assert set(VisitStatus) - closed == OPEN_STATUSES
    for status in CLOSED_STATUSES:
        assert not any(can_move(status, after) for after in VisitStatus)


@pytest.mark.parametrize("status", sorted(OPEN_STATUSES))
def test_an_open_request_can_always_be_cancelled(status: VisitStatus) -> None:
    assert check_act(VisitAct.CANCEL, Side.EMPLOYER, status) is VisitStatus.CANCELLED
    assert can_move(status, VisitStatus.CANCELLED)


@pytest.mark.parametrize("act", list(VisitAct))
@pytest.mark.parametrize("status", list(VisitStatus))
@pytest.mark.parametrize("side", list(Side))
def test_every_act_of_every_side_in_every_status(act: VisitAct, status: VisitStatus, side: Side) -> None:
    rule = ACTS[act]
    if side not in rule.by:
        with pytest.raises(Forbidden):
            check_act(act, side, status)
    elif status not in rule.before:
        with pytest.raises(InvalidValue, match="changé d’état"):
            check_act(act, side, status)
    else:
        assert check_act(act, side, status) is (rule.after or status)
    assert may(act, side, status) is (side in rule.by and status in rule.before)


def test_each_act_is_one_sides_and_says_what_was_done() -> None:
    assert set(ACTS) == set(VisitAct)
    assert all(len(rule.by) == 1 for rule in ACTS.values())
    assert len({rule.said for rule in ACTS.values()}) == len(ACTS)
    assert {act for act, rule in ACTS.items() if Side.SERVICE in rule.by} == {
        VisitAct.TAKE_CHARGE, VisitAct.ASK_MORE, VisitAct.PLAN, VisitAct.SUMMON, VisitAct.HONOUR, VisitAct.MISS,
        VisitAct.SETTLE, VisitAct.REFUSE, VisitAct.DEPOSIT, VisitAct.RECALL,
    }  # fmt: skip


def test_an_appointment_is_only_honoured_or_missed_where_there_is_one() -> None:
    for act in (VisitAct.HONOUR, VisitAct.MISS, VisitAct.CONFIRM, VisitAct.EXCUSE, VisitAct.ASK_OTHER_DATE):
        assert ACTS[act].before == {VisitStatus.PLANNED, VisitStatus.SUMMONED}


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
