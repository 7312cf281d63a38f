"""Handlers of « Factures », called on a State with the real services on a fresh database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from presantra.bootstrap import Container
from presantra.db.models import Invoice, Member
from presantra.services.actor import Actor, System
from presantra.ui import acting as acting_module
from presantra.ui.pages.factures.payments_state import PaiementsState
from presantra.ui.pages.factures.rows import InvoiceLine
from presantra.ui.pages.factures.state import FacturesState
from presantra.ui.pages.factures.statement_state import ReleveState


def invoice(member: Member, number: str, issued: date, kind: str, total: int, settled: int = 0) -> Invoice:
    vat = round(total / 6)
    return Invoice(
        member_id=member.id, number=number, issued_on=issued, kind=kind, period="Année 2026",
        net_cents=total - vat, vat_cents=vat, total_cents=total, due_on=date(issued.year, 12, 31),
        settled_cents=settled, document_key=f"{number}.pdf", created_at=datetime(2026, 11, 23, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
async def state(
    container: Container,
    make_member: Callable[..., Awaitable[Any]],
    make_account: Callable[..., Awaitable[Actor]],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:
    """« Factures » of a member who has three documents, while another has one."""
    monkeypatch.setattr(acting_module, "get_container", lambda: container)
    mine = await make_member()
    other = await make_member(code="20002", number="TD-G7V2-J3ZK", siret="73282932000074")
    async with container.context.database.transaction() as session:
        session.add_all(
            [
                invoice(mine, "F-2026-001", date(2026, 11, 2), "facture", 123_456),
                invoice(mine, "A-2026-001", date(2026, 10, 1), "avoir", -6_000),
                invoice(mine, "F-2025-001", date(2025, 3, 1), "facture", 60_000, 60_000),
                invoice(other, "F-2026-002", date(2026, 11, 2), "facture", 99_900),
            ]
        )
    acting_module.set_acting(await make_account(members=[mine]))
    return rx.State(_reflex_internal_init=True).get_substate(FacturesState.get_full_name().split("."))


async def load(state: Any, address: str = "/espace/factures") -> list[str]:
    await opened(state, address)
    return [row.number for row in state.rows]


async def opened(state: Any, address: str) -> None:
    data = {"pathname": address.split("?")[0], "asPath": address, "headers": {"origin": "http://localhost"}}
    state._get_root_state().router = RouterData.from_router_data(data)
    await type(state).event_handlers["load"].fn(state)


def other(state: Any, cls: type[rx.State]) -> Any:
    """Another State of the same tab."""
    return state._get_root_state().get_substate(cls.get_full_name().split("."))


async def receive(container: Container, *lines: str) -> None:
    content = "\n".join(("code_adherent;date;montant;moyen;reference;factures", *lines)).encode()
    await container.secretariat.billing.import_payments(System("Secrétariat"), content)


async def test_documents_of_the_company_and_what_is_left_to_pay(state: Any) -> None:
    assert await load(state) == ["F-2026-001", "A-2026-001", "F-2025-001"]
    assert (state.amount_due, state.unpaid) == ("1\u202f174,56\u00a0€", 1)
    assert (state.years, state.total, state.filtered) == (["2026", "2025"], "3 documents", False)
    first: InvoiceLine = state.rows[0]
    assert (first.issued_on, first.what, first.status, first.due_on) == (
        "02/11/2026",
        "Facture, Année 2026",
        "À régler",
        "échéance 31/12/2026",
    )
    assert (first.net, first.vat, first.total) == (
        "1\u202f028,80\u00a0€",
        "205,76\u00a0€",
        "1\u202f234,56\u00a0€",
    )
    assert first.download == "la facture F-2026-001"
    assert first.href.startswith("/documents/factures/")


async def test_an_avoir_is_told_as_such(state: Any) -> None:
    await load(state)
    credit = state.rows[1]
    assert (credit.what, credit.total, credit.status, credit.tone) == (
        "Avoir, Année 2026",
        "−60,00\u00a0€",
        "À déduire",
        "neutral",
    )
    assert credit.download == "l’avoir A-2026-001"


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?annee=2025", ["F-2025-001"]),
        ("?statut=reglee", ["F-2025-001"]),
        ("?annee=2026&statut=reglee", []),
        ("?annee=2026&statut=a_regler&page=9", ["F-2026-001", "A-2026-001"]),
        ("?annee=abcd&statut=tout&page=-1", ["F-2026-001", "A-2026-001", "F-2025-001"]),
    ],
)
async def test_filters_stand_in_the_address(state: Any, query: str, numbers: list[str]) -> None:
    assert await load(state, f"/espace/factures{query}") == numbers
    assert state.empty is (not numbers)


async def test_one_filter_keeps_the_other(state: Any) -> None:
    await load(state, "/espace/factures?annee=2026")
    event = await FacturesState.event_handlers["filter_status"].fn(state, status="a_regler")
    paths = [str(value._var_value) for name, value in event.args if str(name) == "path"]
    assert paths == ["/espace/factures?annee=2026&statut=a_regler"]


async def test_what_is_paid_and_what_is_left(state: Any, container: Container) -> None:
    await receive(
        container, "10001;10/11/2026;34,56;virement;REG-1;", "10001;12/11/2026;10;prélèvement;REG-2;F-2026-001",
        "10001;01/12/2026;20;prélèvement;REG-3;F-2026-001",
    )  # fmt: skip
    await container.secretariat.billing.reject(System("Secrétariat"), "REG-2", "Provision", date(2026, 11, 14))
    await load(state)
    line = state.rows[0]
    assert (line.status, line.tone, line.due_on) == ("Rejet de prélèvement", "danger", "prélèvement le 01/12/2026")
    plain = [part.replace("\u00a0", " ").replace("\u202f", " ") for part in line.parts]
    assert plain == [
        "Virement du 10/11/2026, REG-1 : 34,56 €",
        "Prélèvement du 12/11/2026, REG-2 : 10,00 €, rejeté le 14/11/2026 (Provision)",
        "Prélèvement du 01/12/2026, REG-3 : 20,00 €, à venir",
    ]
    assert (line.remaining, line.received) == ("1\u202f200,00\u00a0€", "34,56\u00a0€ réglés")
    assert line.question.startswith("/espace/messages/nouveau?theme=facturation&facture=")


async def test_a_company_that_paid_too_much(state: Any, container: Container) -> None:
    await receive(container, "10001;10/11/2026;2000;virement;REG-1;")
    await load(state)
    assert (state.amount_due, state.in_credit, state.unpaid) == ("825,44\u00a0€", True, 0)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?erreur=rien", "Cochez au moins un document à télécharger."),
        ("?erreur=archive&annee=2026", "Une archive contient au plus 500 documents"),
        ("?erreur=autre", ""),
    ],
)
async def test_what_an_archive_could_not_do_is_told(state: Any, query: str, sentence: str) -> None:
    await load(state, f"/espace/factures{query}")
    assert state.errors.get("", "").startswith(sentence)
    assert bool(state.errors) == bool(sentence)


async def test_the_archive_is_that_of_the_filter(state: Any) -> None:
    await load(state, "/espace/factures?annee=2026&statut=a_regler&page=1")
    assert state.archive_href == f"/documents/factures.zip?annee=2026&statut=a_regler&entreprise={state.company}"
    assert state.archive_label == "les 2 documents"
    await load(state, "/espace/factures?annee=2025")
    assert state.archive_label == "ce document"


async def test_payments(state: Any, container: Container) -> None:
    paid = other(state, PaiementsState)
    await opened(paid, "/espace/factures/paiements?page=abc")
    assert (paid.rows, paid.total, paid.pages) == ([], "0 paiement", 1)
    await receive(
        container, "10001;10/11/2026;2000;carte;REG-1;F-2026-001", "10001;01/12/2026;1;prélèvement;REG-2;",
        "10001;12/11/2026;10;prélèvement;REG-3;",
    )  # fmt: skip
    await container.secretariat.billing.reject(System("Secrétariat"), "REG-3", "Provision", date(2026, 11, 14))
    await opened(paid, "/espace/factures/paiements")
    assert [(row.reference, row.state, row.factures, row.left, row.reason) for row in paid.rows] == [
        ("REG-2", "À venir", "–", "1,00\u00a0€ non affectés", ""),
        ("REG-3", "Rejeté le 14/11/2026", "–", "", "Provision"),
        ("REG-1", "Reçu", "F-2026-001", "765,44\u00a0€ non affectés", ""),
    ]


async def test_periods_of_the_statement(state: Any) -> None:
    told = other(state, ReleveState)
    await opened(told, "/espace/factures/releve")
    assert (told.start, told.end, told.errors) == ("01/01/2026", "23/11/2026", {})
    assert [(preset.name, preset.span) for preset in told.presets] == [
        ("Année en cours", "du 01/01/2026 au 23/11/2026"),
        ("Année 2025", "du 01/01/2025 au 31/12/2025"),
        ("12 derniers mois", "du 24/11/2025 au 23/11/2026"),
    ]
    assert told.presets[1].csv == (
        f"/documents/releve-de-compte.csv?entreprise={told.company}&du=2025-01-01&au=2025-12-31"
    )
    # A download makes the page connect again: the dates typed for it stay for the next one.
    form = told.form_key
    await opened(told, "/espace/factures/releve")
    assert told.form_key == form
    await opened(told, "/espace/factures/releve?du=01/02/2026")
    assert told.form_key != form


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("?du=31/02/2026&au=demain&erreur=periode", {"du", "au"}),
        ("?du=01/01/2026&au=31/12/2026&erreur=periode", {"au"}),
        ("?du=01/01/2026&erreur=lignes-pdf", {""}),
        ("?du=01/01/2026&erreur=periode", set()),
    ],
)
async def test_a_period_refused_comes_back_with_its_errors(state: Any, query: str, fields: set[str]) -> None:
    told = other(state, ReleveState)
    await opened(told, f"/espace/factures/releve{query}")
    assert set(told.errors) == fields
    assert told.start == query.split("du=")[1].split("&")[0]
