"""What is put on factures: never more than there is, and nothing lost; the status that follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.billing import Debt, Standing, check_paid_on, oldest_first, share_out, status_label, status_on
from presantra.domain.errors import InvalidValue
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus, PaymentMeans

TODAY = date(2026, 11, 23)
FACTURE, AVOIR = InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
debts = st.lists(
    st.builds(
        Debt, st.integers(1, 30), st.text("AB12", min_size=1, max_size=4), days, st.none() | days,
        st.integers(-5, 500),
    ),
    max_size=12,
    unique_by=lambda debt: debt.id,
)  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "status"),
    [
        (Standing(FACTURE, 1200, due_on=TODAY), InvoiceStatus.DUE),
        (Standing(FACTURE, 1200), InvoiceStatus.DUE),
        (Standing(FACTURE, 1200, due_on=TODAY - timedelta(1)), InvoiceStatus.LATE),
        (Standing(FACTURE, 1200, 200, due_on=TODAY), InvoiceStatus.PARTLY_PAID),
        (Standing(FACTURE, 1200, 200, due_on=TODAY - timedelta(1)), InvoiceStatus.LATE),
        (Standing(FACTURE, 1200, 1200, due_on=TODAY - timedelta(1)), InvoiceStatus.PAID),
        (Standing(FACTURE, 1200, 1200, 1200, due_on=TODAY), InvoiceStatus.DEBIT_SCHEDULED),
        (Standing(FACTURE, 1200, 1200, 700, due_on=TODAY - timedelta(9)), InvoiceStatus.DEBIT_SCHEDULED),
        (Standing(FACTURE, 1200, 700, 700, due_on=TODAY), InvoiceStatus.DUE),
        (Standing(FACTURE, 1200, due_on=TODAY - timedelta(9), rejected=True), InvoiceStatus.DEBIT_REJECTED),
        (Standing(FACTURE, 1200, 1200, rejected=True), InvoiceStatus.PAID),
        (Standing(FACTURE, 0), InvoiceStatus.PAID),
        (Standing(AVOIR, -1200, due_on=TODAY - timedelta(9)), InvoiceStatus.DUE),
        (Standing(AVOIR, -1200, -200), InvoiceStatus.PARTLY_PAID),
        (Standing(AVOIR, -1200, -1200), InvoiceStatus.PAID),
    ],
)
def test_status_follows_from_what_is_put_on_it(standing: Standing, status: InvoiceStatus) -> None:
    assert status_on(standing, TODAY) is status


def test_a_debit_to_come_is_still_owed() -> None:
    standing = Standing(FACTURE, 1200, 1200, 700)
    assert (standing.received_cents, standing.remaining_cents) == (500, 700)
    assert Standing(AVOIR, -1200, -200).remaining_cents == -1000


def test_an_avoir_is_deducted_not_paid() -> None:
    assert [status_label(AVOIR, s) for s in (InvoiceStatus.DUE, InvoiceStatus.PARTLY_PAID, InvoiceStatus.PAID)] == [
        "À déduire",
        "Partiellement déduit",
        "Déduit",
    ]
    assert status_label(FACTURE, InvoiceStatus.PAID) == "Réglée"


@given(cents=st.integers(0, 2000), owed=debts, wanted=st.lists(st.integers(1, 30), max_size=5))
def test_shares_never_exceed(cents: int, owed: list[Debt], wanted: list[int]) -> None:
    room = {debt.id: debt.cents for debt in owed}
    shares = share_out(cents, owed, wanted)
    assert len({share.debt_id for share in shares}) == len(shares)
    assert all(0 < share.cents <= room[share.debt_id] for share in shares)
    assert sum(share.cents for share in shares) <= cents
    reachable = [debt for debt in owed if debt.cents > 0 and (not wanted or debt.id in wanted)]
    assert sum(share.cents for share in shares) == min(cents, sum(debt.cents for debt in reachable))


@given(cents=st.integers(0, 2000), owed=debts)
def test_without_a_wish_the_oldest_due_is_filled_first(cents: int, owed: list[Debt]) -> None:
    filled = [share.debt_id for share in share_out(cents, owed)]
    order = [debt.id for debt in oldest_first(owed) if debt.cents > 0]
    assert filled == order[: len(filled)]
    room = {debt.id: debt.cents for debt in owed}
    assert all(share.cents == room[share.debt_id] for share in share_out(cents, owed)[:-1])


def test_wishes_are_filled_in_their_order_and_once() -> None:
    owed = [Debt(1, "A", TODAY, TODAY, 100), Debt(2, "B", TODAY, TODAY - timedelta(9), 100)]
    assert [(s.debt_id, s.cents) for s in share_out(250, owed, [1, 1, 9, 2])] == [(1, 100), (2, 100)]
    assert [(s.debt_id, s.cents) for s in share_out(150, owed)] == [(2, 100), (1, 50)]


def test_only_a_debit_is_announced() -> None:
    for means in PaymentMeans:
        check_paid_on(means, TODAY, TODAY)
    check_paid_on(PaymentMeans.DIRECT_DEBIT, TODAY + timedelta(days=366), TODAY)
    with pytest.raises(InvalidValue, match="seul un prélèvement"):
        check_paid_on(PaymentMeans.TRANSFER, TODAY + timedelta(days=1), TODAY)
    with pytest.raises(InvalidValue, match="un an"):
        check_paid_on(PaymentMeans.DIRECT_DEBIT, TODAY + timedelta(days=367), TODAY)
