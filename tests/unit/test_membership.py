"""The code of an attestation binds its number, its company and its day; nothing else proves anything."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.crockford import ALPHABET
from presantra.domain.errors import InvalidValue
from presantra.domain.membership import (
    CODE_LENGTH,
    CertificateNumber,
    certificate_code,
    parse_code,
    parse_number,
    verified,
)

KEY, SIRET, OTHER = b"k" * 32, "99142113200010", "99142113200028"
NUMBER = CertificateNumber(2026, 123)
DAY = date(2026, 11, 24)
CODE = parse_code(certificate_code(KEY, NUMBER, SIRET, DAY))


@given(st.dates(date(2020, 1, 1), date(2099, 12, 31)), st.integers(1, 999_999))
def test_what_was_issued_is_recognised_on_its_day(day: date, rank: int) -> None:
    number = CertificateNumber(day.year, rank)
    code = certificate_code(KEY, number, SIRET, day)
    assert parse_number(str(number).lower().replace("-", " ")) == number
    assert verified(KEY, number, SIRET, parse_code(code.lower())) == day


def test_anything_else_is_unknown() -> None:
    assert verified(KEY, NUMBER, SIRET, CODE) == DAY
    assert verified(KEY, NUMBER, OTHER, CODE) is None
    assert verified(KEY, CertificateNumber(2026, 124), SIRET, CODE) is None
    assert verified(KEY, CertificateNumber(2027, 123), SIRET, CODE) is None
    assert verified(b"x" * 32, NUMBER, SIRET, CODE) is None


@given(st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_no_character_of_the_code_can_be_changed(place: int, character: str) -> None:
    altered = CODE[:place] + character + CODE[place + 1 :]
    assert (verified(KEY, NUMBER, SIRET, altered) == DAY) is (altered == CODE)


@given(st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH), st.integers(0, 9999))
def test_any_code_has_an_answer(code: str, year: int) -> None:
    assert verified(KEY, CertificateNumber(year, 1), SIRET, code) is None


@pytest.mark.parametrize("text", ["", "2026-000123", "A-26-000123", "A-2026-123", "B-2026-000123", "A-2026-0001234"])
def test_a_number_has_one_shape(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_number(text)


@pytest.mark.parametrize("text", ["", "ABCD-EFGH", "ABCD-EFGH-JKMU", CODE + "0"])
def test_a_code_has_one_shape(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_code(text)


def test_confusions_of_letters_are_forgiven() -> None:
    assert parse_code("oil0-0000-0000") == "011000000000"
