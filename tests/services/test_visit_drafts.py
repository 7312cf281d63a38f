"""A request before it is sent, and what is written to whom when it is."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.domain.visit_vocabulary import VisitAct
from presantra.domain.vocabulary import VisitKind, VisitStatus
from tests.services.visit_company import actor, employee, rival
from tests.services.visits import arrive, asked

__all__ = ["actor", "employee", "rival"]

S = VisitStatus


async def test_a_draft_is_kept_changed_and_sent(container: Any, actor: Any, employee: str, mails: Any) -> None:
    raw = {"employee_id": employee, "kind": "reprise"}
    draft = await container.visits.save_draft(actor, raw, uuid4())
    assert (draft.visit.status, draft.acts) == (S.DRAFT, {VisitAct.SEND, VisitAct.CANCEL})
    assert await mails() == []
    raw |= {"return_date": "2026-12-04", "leave_cause": "maternite", "half_days": "lun_am,mar_pm", "accessible": "oui"}
    again = await container.visits.save_draft(actor, raw, uuid4(), draft.public_id)
    assert (again.number, again.half_days, again.accessible) == (draft.number, ("lun_am", "mar_pm"), True)
    operation = uuid4()
    sent = await container.visits.send_draft(actor, draft.public_id, raw, operation)
    assert await container.visits.send_draft(actor, draft.public_id, raw, operation) == sent
    assert (sent.visit.status, [line.said for line in sent.timeline]) == (
        S.SENT, ["Brouillon enregistré", "Demande envoyée"],
    )  # fmt: skip
    assert [mail.kind for mail in await mails()] == [
        "visit_acknowledged", "visit_requested_secretariat",
    ]  # fmt: skip


async def test_a_draft_thrown_away_is_told_to_nobody(container: Any, actor: Any, employee: str, mails: Any) -> None:
    draft = await container.visits.save_draft(actor, {"employee_id": employee, "kind": "reprise"}, uuid4())
    await container.visits.cancel(actor, draft.public_id)
    assert await mails() == []


async def test_the_service_reads_in_its_mail_all_that_the_form_asked(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    await asked(
        container, actor, employee, "reprise", return_date="2026-12-04", leave_cause="maternite", half_days="lun_am",
        centre="paris", accessible="oui", interpreter="Portugais", summons_language="en", urgent="oui",
        urgency_reason="Reprise proche",
    )  # fmt: skip
    await asked(
        container, actor, employee, "a_la_demande", reason="Port de charges", worker_informed="on", signature="Claire M"
    )
    await asked(container, actor, employee, "post_exposition", exposure_end="2026-11-30")
    back, on_request, after = (m.text for m in await mails() if m.kind == "visit_requested_secretariat")
    for words in (
        "Fin de l’arrêt : 04/12/2026", "Nature de l’arrêt : ", "Urgence : Reprise proche", "lundi matin",
        "Centre souhaité : Centre de Paris", "Accès : mobilité réduite", "Interprète : Portugais", "en anglais",
    ):  # fmt: skip
        assert words in back.replace("\u00a0", " ")
    assert "signé par Claire M le 23/11/2026" in on_request.replace("\u00a0", " ")
    assert "Fin de l’exposition : 30/11/2026" in after.replace("\u00a0", " ")


async def test_an_unfinished_draft_is_not_sent(container: Any, actor: Any, employee: str, dump: Any) -> None:
    raw = {"employee_id": employee, "kind": "reprise"}
    draft = await container.visits.save_draft(actor, raw, uuid4())
    before = await dump()
    with pytest.raises(InvalidForm) as refused:
        await container.visits.send_draft(actor, draft.public_id, raw, uuid4())
    assert set(refused.value.errors) == {"return_date", "leave_cause"}
    assert await dump() == before


async def test_a_request_sent_is_no_draft_any_more(container: Any, actor: Any, employee: str, dump: Any) -> None:
    view = await asked(container, actor, employee)
    raw = {"employee_id": employee, "kind": "mi_carriere"}
    before = await dump()
    for attempt in (
        container.visits.save_draft(actor, raw, uuid4(), view.public_id),
        container.visits.send_draft(actor, view.public_id, raw, uuid4()),
    ):
        with pytest.raises(InvalidValue):
            await attempt
    assert await dump() == before


async def test_the_first_day_of_the_leave_is_kept_and_told_to_the_service(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    view = await asked(
        container, actor, employee, "reprise", return_date="2026-12-04", leave_cause="maladie", leave_start="2026-11-30"
    )
    assert view.leave_start == date(2026, 11, 30)
    assert "Début de l’arrêt : 30/11/2026" in (await mails())[-1].text.replace("\u00a0", " ")


async def test_who_says_that_the_worker_is_told_of_the_post_exposure_visit_signs_it(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    values = {"exposure_end": "2026-11-30", "worker_told": "on"}
    view = await asked(container, actor, employee, "post_exposition", **values)
    assert (view.signature, view.signed_at) == (actor.signature, container.context.clock())
    assert "avisé" in view.timeline[0].note
    assert f"signé par {actor.signature}" in (await mails())[-1].text


async def test_a_visit_that_the_rules_do_not_know_for_this_person_is_told_and_not_refused(
    container: Any, actor: Any, employee: str, rival: Any
) -> None:
    exposed = await arrive(container, actor, birth_name="Roux", birth_date="1980-01-02", situations=["amiante"])
    visits = container.visits
    assert "SIR" in await visits.doubt(actor, employee, VisitKind.INTERMEDIATE)
    assert "risques particuliers" in await visits.doubt(actor, employee, VisitKind.POST_EXPOSURE)
    for kind in VisitKind:
        assert await visits.doubt(actor, exposed, kind) == ""
    with pytest.raises(NotFound):
        await visits.doubt(rival, employee, VisitKind.INTERMEDIATE)
    assert (await asked(container, actor, employee, "intermediaire")).visit.status is S.SENT
