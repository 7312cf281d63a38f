"""Pages of messages, on a State with the real services on a fresh database."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Invoice
from presantra.domain.messages import ThreadStatus
from presantra.services.actor import Actor
from presantra.services.changes import Change, Topic
from presantra.ui.acting import set_acting
from presantra.ui.layout.state import SpaceState
from presantra.ui.live import _concerns, watchers
from presantra.ui.live_record import MISSING
from presantra.ui.pages.entreprise.correction import CorrectionState
from presantra.ui.pages.message.state import MessageState
from presantra.ui.pages.messages.state import MessagesState
from presantra.ui.pages.nouveau_message.state import NouveauMessageState
from presantra.ui.tab import TabState
from tests.services.messages import PDF, REQUEST, opened
from tests.services.visits import SERVICE
from tests.state.tab import Tab
from tests.state.test_visits import employee, tab

__all__ = ["employee", "tab"]
LIST = "/espace/messages"


async def shown(tab: Tab, thread: str, query: str = "") -> Any:
    await tab.at(f"{LIST}/{thread}{query}").call(MessageState, "load")
    return tab.state(MessageState)


async def form(tab: Tab, query: str = "") -> Any:
    await tab.at(f"{LIST}/nouveau{query}").call(NouveauMessageState, "load")
    return tab.state(NouveauMessageState)


async def send(tab: Tab, **values: str) -> str:
    state = tab.state(NouveauMessageState)
    given = {**REQUEST, "operation": state.draft, **values}
    return await tab.call(NouveauMessageState, "send", form=given)


async def test_a_request_leads_to_its_thread(tab: Tab, container: Container, actor: Actor) -> None:
    page = await form(tab)
    assert page.themes[0].code == "facturation"
    await container.messages.attach(actor, UUID(page.draft), "contrat.pdf", PDF)
    await tab.call(NouveauMessageState, "look_at_files")
    assert [(file.name, file.weight) for file in page.attached] == [("contrat.pdf", "1\xa0ko")]
    draft = page.draft
    path = await send(tab)
    assert page.draft != draft
    thread = await shown(tab, *path.removeprefix(f"{LIST}/").split("?info=envoyee"))
    assert thread.title == "Demande M-2026-00001"
    [bubble] = thread.sheet.bubbles
    assert (bubble.side, bubble.by, bubble.text) == ("mine", "Vous", REQUEST["message"])
    assert [file.name for file in bubble.files] == ["contrat.pdf"]
    thread = await shown(tab, path.removeprefix(f"{LIST}/").split("?")[0], "?info=envoyee")
    assert thread.success.startswith("Votre demande M-2026-00001 est partie.")


async def test_what_is_wrong_is_told_and_what_waits_is_kept(tab: Tab, container: Container, actor: Actor) -> None:
    page = await form(tab)
    await container.messages.attach(actor, UUID(page.draft), "contrat.pdf", PDF)
    draft = page.draft
    assert await send(tab, theme="", subject=" ", message="") == ""
    assert list(page.errors) == ["theme", "subject", "message"]
    await form(tab)
    assert (page.draft, [file.name for file in page.attached]) == (draft, ["contrat.pdf"])
    await tab.call(NouveauMessageState, "take_out", file=page.attached[0].id)
    assert page.attached == []
    await tab.call(NouveauMessageState, "send", form={"operation": "x"})
    assert page.errors[""].startswith("Cette demande n’a pas pu être comprise")
    assert (await container.messages.list(actor)).total == 0


async def test_the_same_form_sent_twice_is_one_request(tab: Tab, container: Container, actor: Actor) -> None:
    draft = (await form(tab)).draft
    first = await send(tab)
    assert await send(tab, operation=draft) == first
    assert (await container.messages.list(actor)).total == 1


async def test_the_address_says_what_it_is_about(tab: Tab, container: Container, actor: Actor, employee: str) -> None:
    page = await form(tab, f"?salarie={employee}")
    assert (page.theme, page.tie.label, page.tie.href) == (
        "salaries", "Zoé LEFÈVRE", f"/espace/salaries/{employee}",
    )  # fmt: skip
    assert page.advice.startswith("Arrivées, départs")
    path = await send(tab, theme="salaries")
    assert (await shown(tab, path.removeprefix(f"{LIST}/").split("?")[0])).sheet.tie.label == "Zoé LEFÈVRE"
    page = await form(tab, f"?theme=suivi&salarie={employee}")
    assert (page.theme, page.tie.label) == ("suivi", "Zoé LEFÈVRE")
    for query in (f"?salarie={uuid4()}", "?salarie=x", "?facture=", "?theme=inconnu", ""):
        page = await form(tab, query)
        assert (page.theme, page.tie.label, page.advice) == ("", "", "")
    await tab.call(NouveauMessageState, "choose_theme", theme="facturation")
    assert page.advice.startswith("Indiquez le numéro de la facture.")
    await tab.call(NouveauMessageState, "choose_theme", theme="inconnu")
    assert (page.theme, page.advice) == ("", "")


async def test_an_invoice_is_a_file(tab: Tab, container: Container, actor: Actor) -> None:
    assert actor.member is not None
    now = container.context.clock()
    invoice = Invoice(
        number="F-1", member_id=actor.member.id, kind="facture", issued_on=now.date(), net_cents=1, vat_cents=0,
        total_cents=1, status="a_regler", created_at=now,
    )  # fmt: skip
    async with container.context.database.transaction() as session:
        session.add(invoice)
    page = await form(tab, f"?facture={invoice.public_id}")
    assert (page.theme, page.tie.label, page.tie.file) == ("facturation", "Facture F-1", True)
    assert page.tie.href == f"/documents/factures/{invoice.public_id}"


async def test_the_thread_is_alive(tab: Tab, container: Container, actor: Actor) -> None:
    thread = await opened(container, actor)
    page = await shown(tab, thread)
    watch = watchers._tabs[page.router.session.client_token]
    assert (watch.topic, watch.subject) == (Topic.MESSAGES, UUID(thread))
    await container.secretariat.messages.set_status(SERVICE, "M-2026-00001", ThreadStatus.TAKEN)
    await tab.call(MessageState, "refresh")
    assert page.news == "Demande prise en charge."
    await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "Bonjour")
    await tab.call(MessageState, "refresh")
    assert (page.news, page.sheet.status) == ("Nouveau message de Secrétariat PRÉSANTRA.", "Répondue")
    assert [bubble.side for bubble in page.sheet.bubbles] == ["mine", "event", "service"]
    assert (await container.messages.unread(actor), tab.state(SpaceState).unread) == (0, 0)
    await tab.at("/espace").call(MessageState, "refresh")


async def test_an_answer_and_its_end(tab: Tab, container: Container, actor: Actor) -> None:
    thread = await opened(container, actor)
    page = await shown(tab, thread)
    operation, draft = page.operation, page.draft
    await tab.call(MessageState, "answer", form={"message": " ", "operation": operation})
    assert (list(page.errors), page.draft) == (["message"], draft)
    for _ in range(2):
        await tab.call(MessageState, "answer", form={"message": "Merci", "operation": operation})
    assert [bubble.text for bubble in page.sheet.bubbles] == [REQUEST["message"], "Merci"]
    assert page.success == "Votre message est parti au service."
    assert page.operation != operation
    assert page.draft != draft
    await tab.call(MessageState, "solve")
    assert (page.sheet.status, page.sheet.may_solve, page.sheet.over) == ("Résolue", False, True)
    await tab.call(MessageState, "solve")
    assert page.errors[""].startswith("Cette demande a changé d’état")


async def test_seen_by_the_service_until_it_has_answered(tab: Tab, container: Container, actor: Actor) -> None:
    thread = await opened(container, actor)
    assert (await shown(tab, thread)).sheet.seen == ""
    await container.secretariat.messages.read(SERVICE, "M-2026-00001")
    assert (await shown(tab, thread)).sheet.seen == "Vu par le service le 23/11/2026 à 10:00"
    await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "Bonjour")
    assert (await shown(tab, thread)).sheet.seen == ""


async def test_the_list_and_its_filters(tab: Tab, container: Container, actor: Actor, clock: Any) -> None:
    await opened(container, actor, theme="facturation", subject="Ma facture")
    clock.advance(minutes=1)
    await opened(container, actor)
    clock.advance(minutes=1)
    await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "Bonjour")
    await tab.at(LIST).call(MessagesState, "load")
    page = tab.state(MessagesState)
    assert [(row.number, row.subject, row.status, row.unread) for row in page.rows] == [
        ("M-2026-00001", "Ma facture", "Répondue", True),
        ("M-2026-00002", "Une question", "Ouverte", False),
    ]
    assert (page.total, page.filtered) == ("2 demandes", False)
    await SpaceState.event_handlers["enter"].fn(tab.state(SpaceState))
    assert tab.state(SpaceState).unread == 1
    assert await tab.call(MessagesState, "filter_unread", unread="oui") == f"{LIST}?non-lus=oui"
    assert await tab.call(MessagesState, "filter_status", status="toutes") == LIST
    assert await tab.call(MessagesState, "filter_theme", theme="autre") == f"{LIST}?theme=autre"
    assert await tab.call(MessagesState, "next_page") == f"{LIST}?page=2"
    await tab.at(f"{LIST}?non-lus=oui&statut=repondue").call(MessagesState, "load")
    assert (len(page.rows), page.unread, page.status, page.filtered) == (1, "oui", "repondue", True)
    await container.messages.mark_read(actor, page.rows[0].href.rsplit("/", 1)[-1])
    await tab.call(MessagesState, "refresh")
    assert (page.empty, tab.state(SpaceState).unread) == (True, 0)
    assert watchers._tabs[page.router.session.client_token].topic is Topic.MESSAGES


async def test_an_address_that_leads_nowhere(tab: Tab, container: Container, actor: Actor) -> None:
    for unknown in (str(uuid4()), "x"):
        page = await shown(tab, unknown)
        assert (page.missing, page.title, page.elsewhere) == (True, MISSING, "")
    page = await shown(tab, await opened(container, actor))
    assert (page.missing, page.title) == (False, "Demande M-2026-00001")


async def test_a_mail_leads_to_a_thread_of_another_of_ones_companies(
    tab: Tab, container: Container, actor: Actor, make_member: Any, make_account: Any
) -> None:
    first = await make_member(code="30001", name="Première", number="TD-R6T3-W9HD")
    second = await make_member(code="30002", name="Seconde", number="TD-G7V2-J3ZK")
    both = await make_account("zoe@premiere.example", [first, second])
    thread = await opened(container, both.working_in(second.public_id))
    set_acting(both)
    page = await shown(tab, thread)
    assert (page.missing, page.elsewhere) == (True, "Seconde")
    assert len(await MessageState.event_handlers["open_there"].fn(page)) == 2
    assert tab.state(TabState).company == str(second.public_id)
    set_acting(both.working_in(second.public_id))
    page = await shown(tab, thread)
    assert (page.missing, page.elsewhere, page.title) == (False, "", "Demande M-2026-00001")
    set_acting(actor)
    page = await shown(tab, thread)
    assert (page.missing, page.elsewhere) == (True, "")


async def test_only_tabs_of_the_thread_are_told(tab: Tab, container: Container, actor: Actor) -> None:
    thread = await opened(container, actor)
    page = await shown(tab, thread)
    watch = watchers._tabs[page.router.session.client_token]
    assert actor.member is not None
    here, subject = actor.member.id, UUID(thread)
    assert _concerns(Change(here, subject, Topic.MESSAGES), watch)
    for other in (
        Change(here, subject), Change(here + 1, subject, Topic.MESSAGES), Change(here, uuid4(), Topic.MESSAGES)
    ):  # fmt: skip
        assert not _concerns(other, watch)


async def test_a_correction_is_followed_on_the_page_of_the_company(
    tab: Tab, container: Container, actor: Actor
) -> None:
    await tab.at("/espace/entreprise").call(CorrectionState, "load")
    page = tab.state(CorrectionState)
    assert page.asked == []
    given = {"message": "Le code NAF", "operation": page.operation}
    await tab.call(CorrectionState, "send", form=given)
    assert [line.text for line in page.asked] == ["Demande M-2026-00001\u00a0: Ouverte"]
    await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "C’est fait.")
    await tab.call(CorrectionState, "load")
    [line] = page.asked
    assert line.text == "Demande M-2026-00001\u00a0: Répondue"
    assert (await shown(tab, line.href.rsplit("/", 1)[-1])).sheet.theme == "Identité de l’entreprise"


@pytest.mark.parametrize("handler", ["look_at_files", "take_out"])
async def test_files_of_a_form_that_was_never_opened(tab: Tab, handler: str) -> None:
    """A hostile tab may call before the page has loaded: it is told so, and nothing else happens."""
    arguments = {"file": str(uuid4())} if handler == "take_out" else {}
    await tab.call(NouveauMessageState, handler, **arguments)
    assert tab.state(NouveauMessageState).attached == []
