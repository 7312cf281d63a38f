"""Mandats: what they allow, until when, what the forms refuse."""

from __future__ import annotations

from datetime import date

import pytest

from presantra.domain.errors import InvalidForm
from presantra.domain.mandates import (
    MANDATE_ROLES,
    RESERVED,
    MandateState,
    mandate_rights,
    parse_firm,
    parse_gift,
    parse_terms,
    state_on,
    warning_due,
)
from presantra.domain.rights import FOLLOW_UP, ROLES, Role

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("role", MANDATE_ROLES)
@pytest.mark.parametrize("follow_up", [False, True])
def test_rights_are_those_of_the_role_less_what_is_kept(role: Role, follow_up: bool) -> None:
    rights = mandate_rights(frozenset({role}), follow_up)
    assert rights <= ROLES[role].rights
    assert not rights & RESERVED
    assert bool(rights & FOLLOW_UP) == (follow_up and bool(ROLES[role].rights & FOLLOW_UP))
    assert ROLES[role].rights - rights <= RESERVED | FOLLOW_UP


def test_the_administration_is_never_in_a_mandate() -> None:
    assert Role.ADMINISTRATOR not in MANDATE_ROLES
    assert not mandate_rights(frozenset({Role.ADMINISTRATOR}), True) & RESERVED


@pytest.mark.parametrize(
    ("accepted", "ended", "ends_on", "state"),
    [
        (False, False, None, MandateState.PENDING),
        (True, False, None, MandateState.IN_FORCE),
        (True, False, TODAY, MandateState.IN_FORCE),
        (True, False, date(2026, 11, 22), MandateState.EXPIRED),
        (False, False, date(2026, 11, 22), MandateState.EXPIRED),
        (True, True, None, MandateState.ENDED),
        (False, True, date(2026, 11, 22), MandateState.ENDED),
    ],
)
def test_states(accepted: bool, ended: bool, ends_on: date | None, state: MandateState) -> None:
    assert state_on(TODAY, accepted=accepted, ended=ended, ends_on=ends_on) is state


@pytest.mark.parametrize(
    ("ends_on", "days"),
    [
        (None, 0),
        (date(2026, 11, 22), 0),
        (TODAY, 7),
        (date(2026, 11, 30), 7),
        (date(2026, 12, 1), 30),
        (date(2026, 12, 23), 30),
        (date(2026, 12, 24), 0),
    ],
)
def test_warnings(ends_on: date | None, days: int) -> None:
    assert warning_due(ends_on, TODAY) == days


def test_a_gift_is_read_whole() -> None:
    raw = {"email": " Paul@Cabinet.Example ", "companies": ["a", "b", "a"], "roles": "lecture,facturation",
           "follow_up": "on", "ends_on": "31/12/2026"}  # fmt: skip
    gift = parse_gift(raw, TODAY)
    assert (gift.email, gift.companies) == ("Paul@cabinet.example", ("a", "b"))
    assert gift.terms.roles == {Role.READER, Role.BILLING}
    assert (gift.terms.follow_up, gift.terms.ends_on) == (True, date(2026, 12, 31))


@pytest.mark.parametrize("ends_on", ["31/02/2027", "demain", "2026-11-22", "2036-11-24"])
def test_an_end_that_makes_no_sense(ends_on: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        parse_terms({"roles": ["lecture"], "ends_on": ends_on}, TODAY)
    assert set(refused.value.errors) == {"ends_on"}


def test_a_firm_is_a_name_and_a_siren() -> None:
    assert parse_firm({"name": " Cabinet  Delorme ", "siren": "732 829 320"}) == ("Cabinet Delorme", "732829320")
    for siren in ("", "732829321", "73282932", "abc"):
        with pytest.raises(InvalidForm) as refused:
            parse_firm({"name": "X", "siren": siren})
        assert set(refused.value.errors) == {"siren"}
