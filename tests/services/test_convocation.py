"""The convocation: by mail with its PDF, handed over, replaced, called off."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from presantra.domain.errors import NotFound
from presantra.domain.visit_vocabulary import RequestOrigin
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.services.secretariat import Designation
from tests.services.visit_company import actor, employee
from tests.services.visits import SERVICE, arrive, planned

__all__ = ["actor", "employee"]

S = VisitStatus


async def convened(container: Any, actor: Any, employee: str, **values: Any) -> Any:
    view = await planned(container, actor, employee, **values)
    await container.secretariat.cases.summon(SERVICE, view.number)
    return await container.visits.record(actor, view.public_id)


async def test_the_convocation_travels_with_its_pdf(container: Any, actor: Any, employee: str) -> None:
    view = await convened(container, actor, employee)
    assert view.appointment.mailed
    await container.outbox.deliver_due()
    paths = container.context.settings.mailbox_dir.glob("*.eml")
    found = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    [mail] = [mail for mail in found if mail["To"] == "eloise@exemple.fr"]
    [paper] = mail.iter_attachments()
    assert paper.get_filename() == f"convocation-{view.number}.pdf"
    assert paper.get_content().startswith(b"%PDF-")
    assert "jointe" in mail.get_body(("plain",)).get_content()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("act", ["cancel", "ask_other_date", "excuse", "plan", "replace"])
async def test_whoever_was_convened_learns_that_he_is_not_expected(
    container: Any, actor: Any, employee: str, mails: Any, act: str, language: str
) -> None:
    view = await convened(container, actor, employee, summons_language=language)
    colleague = await arrive(container, actor, birth_name="Martin", birth_date="1980-01-02", email="")
    before = len(await mails())
    at = container.context.clock() + timedelta(days=20)
    acts = {
        "cancel": lambda: container.visits.cancel(actor, view.public_id, "Un secret"),
        "ask_other_date": lambda: container.visits.ask_other_date(actor, view.public_id, "Un secret"),
        "excuse": lambda: container.visits.excuse(actor, view.public_id, "arret", "Un secret"),
        "plan": lambda: container.secretariat.cases.plan(SERVICE, view.number, at, "paris"),
        "replace": lambda: container.visits.replace(actor, view.public_id, colleague),
    }
    await acts[act]()
    [told] = [mail for mail in (await mails())[before:] if mail.to == "eloise@exemple.fr"]
    assert told.kind == "visit_called_off"
    assert "ne vous déplacez pas" in told.text
    assert "jeudi 3 décembre 2026" in told.text
    assert ("attendez la nouvelle convocation" in told.text) is (act != "cancel")
    assert ("please do not come" in told.text) is (language == "en")
    assert not {"secret", "arrêt", "Arrêt", "embauche"} & set(told.text.split())


async def test_a_second_convocation_says_that_it_replaces_the_first(
    container: Any, actor: Any, employee: str, mails: Any
) -> None:
    view = await convened(container, actor, employee)
    at = container.context.clock() + timedelta(days=20)
    await container.secretariat.cases.plan(SERVICE, view.number, at, "paris")
    await container.secretariat.cases.summon(SERVICE, view.number)
    first, _, second = [mail for mail in await mails() if mail.to == "eloise@exemple.fr"]
    assert "remplace" not in first.text
    assert "Cette convocation remplace celle du jeudi 3 décembre 2026" in second.text


async def test_without_an_address_the_employer_hands_the_convocation_over(
    container: Any, actor: Any, mails: Any
) -> None:
    view = await convened(container, actor, await arrive(container, actor, email=""))
    last = (await mails())[-1]
    assert (last.kind, last.to) == ("visit_changed", actor.email)
    assert "remettez-la-lui" in last.text
    assert "remettez-la-lui" in view.timeline[-1].note
    assert not view.appointment.mailed
    before = len(await mails())
    await container.visits.cancel(actor, view.public_id)
    assert all(mail.kind != "visit_called_off" for mail in (await mails())[before:])


async def test_a_hidden_visit_moved_tells_nobody(container: Any, actor: Any, employee: str, mails: Any) -> None:
    cases, at = container.secretariat.cases, container.context.clock() + timedelta(days=3)
    hidden = await cases.enter_confidential(
        SERVICE, "10001", Designation("M-7"), RequestOrigin.WORKER, VisitKind.ON_REQUEST
    )
    await cases.plan(SERVICE, hidden.number, at, "paris")
    await cases.summon(SERVICE, hidden.number)
    before = await mails()
    await cases.plan(SERVICE, hidden.number, at + timedelta(days=3), "paris")
    await cases.summon(SERVICE, hidden.number)
    assert await mails() == before


async def test_a_convocation_is_a_pdf_for_the_employer_once_it_was_sent(
    container: Any, actor: Any, employee: str, make_member: Any, make_account: Any
) -> None:
    view = await planned(container, actor, employee, summons_language="en", interpreter="Tamoul")
    appointment = view.appointment.public_id
    with pytest.raises(NotFound):
        await container.visits.summons(actor, appointment)
    await container.secretariat.cases.summon(SERVICE, view.number)
    paper = await container.visits.summons(actor, appointment)
    assert paper.filename == f"convocation-{view.number}.pdf"
    assert paper.content.startswith(b"%PDF-")
    other = await make_member(code="20002", number="TD-G7V2-J3ZK", siret="73282932000074")
    stranger = await make_account("paul@exemple.fr", [other])
    with pytest.raises(NotFound):
        await container.visits.summons(stranger, appointment)
    await container.visits.cancel(actor, view.public_id)
    with pytest.raises(NotFound):
        await container.visits.summons(actor, appointment)
