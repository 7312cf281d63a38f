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
from presantra.services.actor import Actor
from presantra.ui import acting as acting_module
from presantra.ui.pages.factures.state import FacturesState, InvoiceLine


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """The services have their own tests on both databases."""
    return sqlite_url


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
    data = {"pathname": "/espace/factures", "asPath": address, "headers": {"origin": "http://localhost"}}
    state._get_root_state().router = RouterData.from_router_data(data)
    await FacturesState.event_handlers["load"].fn(state)
    return [row.number for row in state.rows]


async def test_documents_of_the_company_and_what_is_left_to_pay(state: Any) -> None:
    assert await load(state) == ["F-2026-001", "A-2026-001", "F-2025-001"]
    assert (state.amount_due, state.unpaid) == ("1\u202f174,56\u00a0€", 1)
    assert (state.years, state.total, state.filtered) == (["2026", "2025"], "3 documents", False)
    first: InvoiceLine = state.rows[0]
    assert (first.issued_on, first.kind, first.status, first.due_on) == (
        "02/11/2026",
        "Facture",
        "À régler",
        "31/12/2026",
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
    assert (credit.kind, credit.total, credit.status, credit.tone) == (
        "Avoir",
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
