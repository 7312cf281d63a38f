"""N° de sécurité sociale: what is read, what is refused, what is only pointed out."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr.nir import calc_check_digits

from presantra.domain.errors import InvalidValue
from presantra.domain.nir import mask_nir, nir_warnings, parse_nir
from presantra.domain.vocabulary import Sex


def keyed(body: str) -> str:
    return body + calc_check_digits(body)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("295109912611193", "295109912611193"),
        ("2 95 10 99 126 111 93", "295109912611193"),
        ("2.95.10.99.126.111-93", "295109912611193"),
        ("253072a07300443", "253072A07300443"),
        ("253072B07300470", "253072B07300470"),
    ],
)
def test_what_people_type(typed: str, read: str) -> None:
    assert parse_nir(typed) == read


@pytest.mark.parametrize("month", ["01", "12", "20", "42", "50", "99"])
def test_months_that_exist(month: str) -> None:
    assert parse_nir(keyed(f"295{month}99126111"))


@pytest.mark.parametrize("month", ["00", "13", "19", "43", "49"])
def test_months_that_do_not(month: str) -> None:
    with pytest.raises(InvalidValue, match="mois"):
        parse_nir(keyed(f"295{month}99126111"))


@pytest.mark.parametrize("first", "0569")
def test_sexes_that_do_not_exist(first: str) -> None:
    with pytest.raises(InvalidValue):
        parse_nir(keyed(f"{first}951099126111"))


@pytest.mark.parametrize("typed", ["", "2951099126111", "295109912611194", "2951099126111930", "x" * 15])
def test_what_is_refused_is_not_repeated(typed: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        parse_nir(typed)
    assert refusal.value.__cause__ is None
    assert not typed or typed not in refusal.value.sentence


@given(st.text(max_size=40))
def test_anything_is_read_or_refused(typed: str) -> None:
    with contextlib.suppress(InvalidValue):
        assert len(parse_nir(typed)) == 15


def test_the_mask_keeps_the_sex_the_year_and_the_key() -> None:
    assert mask_nir("295109912611193") == "2 95 ** ** *** *** 93"


@pytest.mark.parametrize(
    ("nir", "sex", "birth", "count"),
    [
        ("295109912611193", Sex.FEMALE, date(1995, 10, 3), 0),
        ("295109912611193", None, date(1995, 10, 3), 0),
        ("295109912611193", Sex.MALE, date(1995, 10, 3), 1),
        ("295109912611193", Sex.FEMALE, date(1995, 11, 3), 1),
        ("295109912611193", Sex.MALE, date(1994, 10, 3), 2),
        (keyed("2953099126111"), Sex.FEMALE, date(1995, 11, 3), 0),
        (keyed("7951099126111"), Sex.MALE, date(1995, 10, 3), 0),
        (keyed("8951099126111"), Sex.MALE, date(1995, 10, 3), 1),
    ],
)
def test_what_does_not_agree_is_pointed_out(nir: str, sex: Sex | None, birth: date, count: int) -> None:
    assert len(nir_warnings(nir, sex, birth)) == count
