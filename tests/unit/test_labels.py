import inspect
from datetime import UTC, date, datetime
from enum import StrEnum

import pytest

from presantra.domain import vocabulary
from presantra.domain.labels import choices, format_amount, format_date, format_datetime, format_weight, label
from presantra.domain.vocabulary import ContactKind, FollowUpKind, Sex, SituationGroup

ENUMS = [
    kind
    for _, kind in inspect.getmembers(vocabulary, inspect.isclass)
    if issubclass(kind, StrEnum) and kind is not StrEnum
]


@pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
def test_every_member_has_its_own_label_and_an_ascii_code(kind: type[StrEnum]) -> None:
    labels = [label(member) for member in kind]
    assert all(labels)
    assert len(set(labels)) == len(labels)
    for member in kind:
        assert member.value.isascii()
        assert member.value == member.value.lower()
        assert len(member.value) <= 30


def test_equal_codes_of_two_lists_keep_their_own_labels() -> None:
    assert label(FollowUpKind.SIR) == "Suivi individuel renforcé (SIR)"
    assert label(SituationGroup.SIR) == "Postes à risques particuliers (suivi renforcé)"
    assert label(ContactKind.INVOICING) == "Facturation"


def test_choices_are_in_the_order_of_the_list() -> None:
    assert choices(Sex) == (("f", "Femme"), ("m", "Homme"))


def test_dates_are_french() -> None:
    assert format_date(date(2026, 11, 3)) == "03/11/2026"
    assert format_datetime(datetime(2026, 11, 23, 13, 32, tzinfo=UTC)) == "23/11/2026 à 14:32"
    assert format_datetime(datetime(2026, 7, 31, 22, 5, tzinfo=UTC)) == "01/08/2026 à 00:05"


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (0, "0,00\u00a0€"),
        (5, "0,05\u00a0€"),
        (123456, "1\u202f234,56\u00a0€"),
        (100, "1,00\u00a0€"),
        (123456789012, "1\u202f234\u202f567\u202f890,12\u00a0€"),
        (-123456, "−1\u202f234,56\u00a0€"),
        (-5, "−0,05\u00a0€"),
    ],
)
def test_amounts(cents: int, shown: str) -> None:
    assert format_amount(cents) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1, "1\xa0ko"), (14_300, "14\xa0ko"), (1024 * 1024, "1,0\xa0Mo"), (1_300_000, "1,2\xa0Mo")],
)
def test_weights_of_files(size: int, shown: str) -> None:
    assert format_weight(size) == shown
