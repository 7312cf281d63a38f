"""What an employer does of a request and of its appointment; what it costs, whom it tells, what is refused."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from presantra.db.repositories import accounts
from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.visit_vocabulary import AbsenceReason, AppointmentStatus, ContestOutcome, VisitAct
from presantra.domain.vocabulary import VisitStatus
from presantra.services.preferences import Preferences
from tests.services.visit_company import actor, employee
from tests.services.visits import SERVICE, arrive, asked, later, planned

__all__ = ["actor", "employee"]

S = VisitStatus


@pytest.mark.parametrize("act", ["cancel", "ask_other_date", "excuse", "book", "replace"])
async def test_who_acts_has_one_written_trace_of_what_binds_him(
    container: Any, actor: Any, employee: str, clock: Any, mails: Any, act: str
) -> None:
    view = await asked(container, actor, employee) if act == "book" else await later(
        container, actor, employee, clock, 47
    )  # fmt: skip
    at = clock() + timedelta(days=9)
    slot = await container.secretariat.slots.open(SERVICE, "paris", at)
    colleague = await arrive(container, actor, birth_name="Martin", birth_date="1980-01-02")
    before = len(await mails())
    acts = {
        "cancel": lambda: container.visits.cancel(actor, view.public_id),
        "ask_other_date": lambda: container.visits.ask_other_date(actor, view.public_id, "Lundi"),
        "excuse": lambda: container.visits.excuse(actor, view.public_id, "conges"),
        "book": lambda: container.visits.book(actor, view.public_id, slot.public_id),
        "replace": lambda: container.visits.replace(actor, view.public_id, colleague),
    }
    await acts[act]()
    [mine] = [mail for mail in (await mails())[before:] if mail.to == actor.email]
    assert mine.kind == "visit_changed"
    assert ("50\u00a0€ HT" in mine.text) is (act in {"cancel", "ask_other_date", "excuse"})


async def test_a_trace_that_one_does_not_want_is_not_written(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    view = await planned(container, actor, employee)
    await container.preferences.update(actor, Preferences(acknowledgements=True, visit_changes=False))
    before = len(await mails())
    await container.visits.cancel(actor, view.public_id)
    assert [mail.kind for mail in (await mails())[before:]] == ["visit_changed_secretariat"]


async def test_confirming_or_answering_writes_nothing_to_who_does_it(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    view = await planned(container, actor, employee)
    before = len(await mails())
    await container.visits.confirm(actor, view.public_id)
    assert [mail.kind for mail in (await mails())[before:]] == ["visit_changed_secretariat"]


async def test_a_complement_is_answered_once(container: Any, actor: Any, employee: str, dump: Any, mails: Any) -> None:
    view = await asked(container, actor, employee)
    await container.secretariat.cases.ask_more(SERVICE, view.number, "Quels jours ?")
    waiting = await container.visits.record(actor, view.public_id)
    assert (waiting.visit.status, VisitAct.ANSWER in waiting.acts) == (S.MORE_INFORMATION, True)
    last = (await mails())[-1]
    assert (last.kind, last.to, "> Quels jours" in last.text) == ("visit_changed", actor.email, True)
    before = await dump()
    with pytest.raises(InvalidForm):
        await container.visits.answer(actor, view.public_id, "  ")
    assert await dump() == before
    answered = await container.visits.answer(actor, view.public_id, "Le mardi.")
    line = answered.timeline[-1]
    assert (answered.visit.status, line.said, line.note, line.by) == (
        S.ACCEPTED, "Complément apporté", "Le mardi.", "Claire MARTIN",
    )  # fmt: skip
    last = (await mails())[-1]
    assert (last.kind, "> Le mardi." in last.text) == ("visit_changed_secretariat", True)
    with pytest.raises(InvalidValue):
        await container.visits.answer(actor, view.public_id, "Encore")


@pytest.mark.parametrize(("hours", "fee"), [(49, 0), (48, 0), (47, 50)])
async def test_cancelling_costs_nothing_until_the_notice(
    container: Any, actor: Any, employee: str, clock: Any, hours: int, fee: int
) -> None:
    view = await later(container, actor, employee, clock, hours)
    assert view.free_until is not None
    assert ("Encore" in view.clock) is (fee == 0)
    cancelled = await container.visits.cancel(actor, view.public_id)
    assert (cancelled.visit.status, cancelled.visit.planned_at, cancelled.appointment) == (S.CANCELLED, None, None)
    [past] = cancelled.past
    assert (past.status, past.fee_euros) == (AppointmentStatus.CANCELLED, fee)
    assert ("50" in cancelled.timeline[-1].note) is bool(fee)


async def test_a_date_that_the_service_fixes_too_late_is_given_up_free_of_charge(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    view = await planned(container, actor, employee, timedelta(hours=20))
    assert view.appointment.starts_at == view.free_until
    assert view.clock.startswith("Encore 20")
    assert view.clock_over == "L’heure du rendez-vous est passée."
    clock.advance(hours=19)
    given_back = await container.visits.ask_other_date(actor, view.public_id, "Lundi")
    assert given_back.past[0].fee_euros == 0


async def test_a_date_that_the_service_moves_too_late_is_given_up_free_of_charge(
    container: Any, actor: Any, employee: str, clock: Any
) -> None:
    view = await later(container, actor, employee, clock, 47)
    at = container.context.clock() + timedelta(hours=30)
    await container.secretariat.cases.plan(SERVICE, view.number, at, "paris")
    cancelled = await container.visits.cancel(actor, view.public_id)
    assert [past.fee_euros for past in cancelled.past] == [0, 0]


@pytest.mark.parametrize(
    ("reason", "hours", "fee"), [("arret", 1, 0), ("intemperies", 1, 0), ("conges", 1, 50), ("conges", 72, 0)]
)
async def test_an_absence_is_excused_with_its_reason(
    container: Any, actor: Any, employee: str, clock: Any, reason: str, hours: int, fee: int
) -> None:
    view = await later(container, actor, employee, clock, hours)
    excused = await container.visits.excuse(actor, view.public_id, reason, "Prévenu ce matin")
    [past] = excused.past
    assert (excused.visit.status, past.status, past.absence_reason, past.fee_euros) == (
        S.ACCEPTED, AppointmentStatus.EXCUSED, AbsenceReason(reason), fee,
    )  # fmt: skip


async def test_another_date_may_be_asked_for_and_planned(container: Any, actor: Any, employee: str) -> None:
    view = await planned(container, actor, employee)
    waiting = await container.visits.ask_other_date(actor, view.public_id, "Plutôt en janvier")
    assert (waiting.visit.status, waiting.visit.planned_at) == (S.ACCEPTED, None)
    at = container.context.clock() + timedelta(days=40)
    await container.secretariat.cases.plan(SERVICE, view.number, at, "montreuil", 45, "Voici")
    again = await container.visits.record(actor, view.public_id)
    assert again.appointment is not None
    assert (again.appointment.starts_at, again.appointment.length_minutes) == (at, 45)
    assert again.appointment.place.startswith("Centre de Montreuil")
    assert [past.status for past in again.past] == [AppointmentStatus.MOVED]


async def test_presence_is_confirmed_once(container: Any, actor: Any, employee: str, dump: Any) -> None:
    view = await planned(container, actor, employee)
    confirmed = await container.visits.confirm(actor, view.public_id)
    assert confirmed.appointment is not None
    assert (confirmed.visit.status, confirmed.appointment.status) == (S.PLANNED, AppointmentStatus.CONFIRMED)
    assert VisitAct.CONFIRM not in confirmed.acts
    before = await dump()
    with pytest.raises(InvalidValue, match="déjà confirmée"):
        await container.visits.confirm(actor, view.public_id)
    assert await dump() == before


async def test_once_the_hour_has_come_nothing_is_given_up(
    container: Any, actor: Any, employee: str, clock: Any, dump: Any
) -> None:
    view = await planned(container, actor, employee)
    clock.advance(days=10)
    late = await container.visits.record(actor, view.public_id)
    assert (late.acts, late.clock) == (frozenset(), "")
    before = await dump()
    for attempt in (
        container.visits.cancel(actor, view.public_id),
        container.visits.confirm(actor, view.public_id),
        container.visits.excuse(actor, view.public_id, "arret"),
        container.visits.ask_other_date(actor, view.public_id, "Demain"),
    ):
        with pytest.raises(InvalidValue, match="heure du rendez-vous est passée"):
            await attempt
    assert await dump() == before


async def test_a_wrong_reason_of_absence_changes_nothing(container: Any, actor: Any, employee: str, dump: Any) -> None:
    view = await planned(container, actor, employee)
    before = await dump()
    for reason in ("", "grippe"):
        with pytest.raises(InvalidForm):
            await container.visits.excuse(actor, view.public_id, reason)
    assert await dump() == before


async def missed(container: Any, actor: Any, employee: str, clock: Any) -> Any:
    view = await planned(container, actor, employee)
    clock.advance(days=10, hours=1)
    await container.secretariat.cases.miss(SERVICE, view.number, "Personne à l’accueil")
    return await container.visits.record(actor, view.public_id)


@pytest.mark.parametrize("outcome", list(ContestOutcome))
async def test_a_missed_appointment_is_charged_and_contested_once(
    container: Any, actor: Any, employee: str, clock: Any, dump: Any, outcome: ContestOutcome
) -> None:
    view = await missed(container, actor, employee, clock)
    assert (view.visit.status, view.appointment.status, view.appointment.fee_euros) == (
        S.NO_SHOW, AppointmentStatus.MISSED, 50,
    )  # fmt: skip
    assert view.acts == {VisitAct.CONTEST}
    contested = await container.visits.contest(actor, view.public_id, "Il était là à 9 h.")
    assert (contested.acts, contested.appointment.contest_reason) == (frozenset(), "Il était là à 9 h.")
    before = await dump()
    with pytest.raises(InvalidValue, match="déjà contestée"):
        await container.visits.contest(actor, view.public_id, "Encore")
    assert await dump() == before
    await container.secretariat.cases.settle(SERVICE, view.number, outcome, "Après vérification.")
    settled = await container.visits.record(actor, view.public_id)
    fee = 0 if outcome is ContestOutcome.ACCEPTED else 50
    assert (settled.appointment.contest_outcome, settled.appointment.fee_euros) == (outcome, fee)
    with pytest.raises(InvalidValue, match="Aucune contestation"):
        await container.secretariat.cases.settle(SERVICE, view.number, outcome, "Encore")


async def test_a_contest_comes_in_time(container: Any, actor: Any, employee: str, clock: Any, dump: Any) -> None:
    view = await missed(container, actor, employee, clock)
    clock.advance(days=31)
    assert VisitAct.CONTEST not in (await container.visits.record(actor, view.public_id)).acts
    before = await dump()
    with pytest.raises(InvalidValue, match="délai de 30"):
        await container.visits.contest(actor, view.public_id, "Trop tard")
    assert await dump() == before


async def test_two_people_and_the_service_at_once_one_wins(container: Any, actor: Any, employee: str) -> None:
    view = await planned(container, actor, employee)
    at = container.context.clock() + timedelta(days=20)
    results = await asyncio.gather(
        container.visits.cancel(actor, view.public_id),
        container.visits.ask_other_date(actor, view.public_id, "Plus tard"),
        container.secretariat.cases.plan(SERVICE, view.number, at, "paris"),
        return_exceptions=True,
    )
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, InvalidValue)]
    after = await container.visits.record(actor, view.public_id)
    dates = [after.appointment, *after.past] if after.appointment else list(after.past)
    live = [d for d in dates if d.status in {AppointmentStatus.TO_CONFIRM, AppointmentStatus.CONFIRMED}]
    assert len(live) == (1 if after.visit.status is S.PLANNED else 0)


async def test_whoever_asked_learns_what_a_colleague_did(
    container: Any, actor: Any, employee: str, make_account: Any, mails: Any
) -> None:
    view = await planned(container, actor, employee)
    colleague = await make_account("jean@example.fr", first_name="Jean")
    async with container.context.database.transaction() as session:
        await accounts.attach(session, colleague.account_id, actor.member.id, container.context.clock())
    jean = replace(colleague, companies=actor.companies, member=actor.member)
    await container.visits.confirm(jean, view.public_id)
    assert [(mail.kind, mail.to) for mail in (await mails())[-2:]] == [
        ("visit_changed_secretariat", "secretariat@presantra.example"),
        ("visit_changed", actor.email),
    ]


async def test_the_month_shows_what_holds(container: Any, actor: Any, employee: str) -> None:
    view = await planned(container, actor, employee, timedelta(days=10))
    [entry] = await container.visits.month(actor, date(2026, 12, 15))
    assert (entry.visit_id, entry.employee_name) == (view.public_id, "Éloïse DUPONT")
    assert await container.visits.month(actor, date(2026, 11, 1)) == ()
    await container.visits.cancel(actor, view.public_id)
    assert await container.visits.month(actor, date(2026, 12, 1)) == ()
