"""Attestations shown: five years from their date, alerts at 90 and 30 days; and the liste complémentaire."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from presantra.domain.attestations import (
    AttestationState,
    PresentedAttestation,
    attestation_kinds,
    attestation_state,
    expiry,
    parse_attestation,
)
from presantra.domain.complementary_posts import DeclaredPost, parse_post, to_renew, why_listed
from presantra.domain.errors import InvalidForm
from presantra.domain.follow_up.rules import BOOK, Act, Rulebook

TODAY = date(2026, 11, 23)
NEEDED = ("autorisation_conduite", "cmr")


def test_only_driving_and_electricity_ask_for_one() -> None:
    kinds = attestation_kinds(["cmr", "nuit", "habilitation_electrique", "autorisation_conduite"])
    assert [kind.code for kind in kinds] == ["autorisation_conduite", "habilitation_electrique"]


@pytest.mark.parametrize(
    ("issued_on", "valid_until"),
    [(date(2026, 3, 1), date(2031, 3, 1)), (date(2024, 2, 29), date(2029, 2, 28))],
)
def test_valid_five_years(issued_on: date, valid_until: date) -> None:
    """R. 4323-56 and R. 4544-10."""
    assert PresentedAttestation("autorisation_conduite", issued_on).valid_until == valid_until


def test_the_validity_is_that_of_the_rules_on_the_day_of_issue() -> None:
    """A decree that shortens it is one entry of `rules.toml`; papers issued before keep theirs."""
    until = date(2027, 6, 30)
    (rule,) = (rule for rule in BOOK.rules if rule.act is Act.ATTESTATION)
    old, new = replace(rule, valid_to=until), replace(rule, code="attestation_3", valid_from=date(2027, 7, 1), years=3)
    book = Rulebook(BOOK.situations.values(), (new, old), BOOK.reforms)
    days = (date(2024, 1, 2), until, date(2027, 7, 1))
    assert [expiry(day, book) for day in days] == [date(2029, 1, 2), date(2032, 6, 30), date(2030, 7, 1)]
    assert [expiry(day) for day in days[1:]] == [rule.latest(day) for day in days[1:]]


@pytest.mark.parametrize(
    ("valid_until", "state"),
    [
        (None, AttestationState.MISSING),
        (date(2026, 11, 22), AttestationState.EXPIRED),
        (date(2026, 11, 23), AttestationState.WITHIN_30_DAYS),
        (date(2026, 12, 23), AttestationState.WITHIN_30_DAYS),
        (date(2026, 12, 24), AttestationState.WITHIN_90_DAYS),
        (date(2027, 2, 21), AttestationState.WITHIN_90_DAYS),
        (date(2027, 2, 22), AttestationState.VALID),
    ],
)
def test_alerts(valid_until: date | None, state: AttestationState) -> None:
    assert attestation_state(valid_until, TODAY) is state


@pytest.mark.parametrize(
    ("raw", "field", "words"),
    [
        ({"kind": "", "issued_on": "01/11/2026"}, "kind", "permet"),
        ({"kind": "habilitation_electrique", "issued_on": "01/11/2026"}, "kind", "déclarée sur la fiche"),
        ({"kind": "cmr", "issued_on": "01/11/2026"}, "kind", "déclarée sur la fiche"),
        ({"kind": "autorisation_conduite", "issued_on": ""}, "issued_on", "date inscrite"),
        ({"kind": "autorisation_conduite", "issued_on": "24/11/2026"}, "issued_on", "futur"),
        ({"kind": "autorisation_conduite", "issued_on": "22/11/2021"}, "issued_on", "22/11/2026"),
    ],
)
def test_refused(raw: dict[str, str], field: str, words: str) -> None:
    with pytest.raises(InvalidForm) as refused:
        parse_attestation(raw, NEEDED, TODAY)
    assert list(refused.value.errors) == [field]
    assert words in refused.value.errors[field]


def test_accepted_until_its_last_day() -> None:
    shown = parse_attestation({"kind": "autorisation_conduite", "issued_on": "23/11/2021"}, NEEDED, TODAY)
    assert shown.valid_until == TODAY


def test_a_post_needs_its_written_reason() -> None:
    """R. 4624-23, III."""
    raw = {"job_title": "Cariste en chambre froide", "reason": "Froid négatif", "doctor_opinion_on": "02/11/2026"}
    assert parse_post(raw, TODAY) == DeclaredPost("Cariste en chambre froide", "Froid négatif", date(2026, 11, 2), None)
    with pytest.raises(InvalidForm) as refused:
        parse_post({"job_title": " ", "reason": " \n ", "cse_opinion_on": "24/11/2026"}, TODAY)
    assert list(refused.value.errors) == ["job_title", "reason", "cse_opinion_on"]
    with pytest.raises(InvalidForm, match="Une information"):
        parse_post(raw | {"reason": "x" * 1001}, TODAY)


@pytest.mark.parametrize(
    ("sent", "renew"), [(None, False), (date(2025, 11, 24), False), (date(2025, 11, 23), True), (TODAY, False)]
)
def test_the_list_is_updated_every_year(sent: date | None, renew: bool) -> None:
    assert to_renew(sent, TODAY) is renew


@pytest.mark.parametrize(
    ("title", "posts", "said"),
    [
        (
            "cariste  en Chambre-froide",
            {"Cariste en chambre froide": "Froid négatif"},
            "chambre froide\u00a0: Froid nég",
        ),
        ("Cariste", {"Cariste en chambre froide": "Froid négatif"}, "«\u00a0Cariste\u00a0»"),
        ("Cariste", {}, "est vide"),
    ],
)
def test_why_a_post_is_of_the_list(title: str, posts: dict[str, str], said: str) -> None:
    """R. 4624-23, III: the written reason of each post, or where it is missing."""
    assert said in why_listed(title, posts)
