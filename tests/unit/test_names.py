import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.errors import InvalidValue
from presantra.domain.names import clean_name, clean_text, display_name, fold, identity_key

BIRTH = date(1980, 5, 17)


@pytest.mark.parametrize(
    "name",
    [
        "O’Brien",
        "D'Artagnan",
        "Jean-Pierre",
        "Lefèvre",
        "Nguyễn",
        "<script>alert(1)</script>",
        "Robert'); DROP TABLE employee;--",
        "Zoé 👩‍🔧",
        "ß",
        "x" * 200,
        "=SOMME(A1)",
    ],
)
def test_names_are_kept_as_people_write_them(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jean   Pierre ", "Jean Pierre"),
        ("Jean\u00a0Pierre", "Jean Pierre"),
        ("Lefe\u0300vre", "Lefèvre"),
        ("Du\u00adpont\u200b", "Dupont"),
        ("\tDupont\n", "Dupont"),
    ],
)
def test_spaces_and_accents_are_put_in_order(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["a\x00b", "a\nb", "a\tb", "a\r\nBcc: x", "a\u202eb", "\x7f", "a\ud800", "a\u2028b"])
def test_control_characters_are_refused(typed: str) -> None:
    with pytest.raises(InvalidValue, match="caractère invisible"):
        clean_name(typed)


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\u200b"])
def test_an_empty_name_is_refused(typed: str) -> None:
    with pytest.raises(InvalidValue, match="obligatoire"):
        clean_name(typed)


def test_a_name_that_is_too_long_is_counted() -> None:
    with pytest.raises(InvalidValue, match="200 caractères au maximum \\(il y en a 201\\)"):
        clean_name("x" * 201)


def test_free_text_keeps_its_lines_and_may_be_empty() -> None:
    assert clean_text("  un \r\ndeux\n\n", 20) == "un\ndeux"
    assert clean_text(" \n ", 20) == ""
    with pytest.raises(InvalidValue, match="invisible"):
        clean_text("a\x00b", 20)
    with pytest.raises(InvalidValue, match="20 caractères"):
        clean_text("x" * 21, 20)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("LEFÈVRE", "lefevre"),
        ("Jean-Pierre", "jean pierre"),
        ("D’Artagnan", "d artagnan"),
        ("Œuvrard", "oeuvrard"),
        ("Straße", "strasse"),
        ("Søren Łukasz", "soren lukasz"),
        ("  A   B ", "a b"),
        ("100%_", "100"),
        ("---", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=80))
def test_folding_is_idempotent_and_bounded(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert len(once) <= 200
    assert not any(unicodedata.category(character) in {"Mn", "Cc", "Cs"} for character in once)


@given(st.text(max_size=300))
def test_a_name_is_cleaned_once_and_for_all(text: str) -> None:
    try:
        name = clean_name(text)
    except InvalidValue:
        return
    assert clean_name(name) == name
    assert 0 < len(name) <= 200


@pytest.mark.parametrize(
    ("birth_name", "first_name"),
    [
        ("LEFEVRE", "JEAN PIERRE"),
        ("Lefèvre", "Jean-Pierre"),
        ("Lefe\u0300vre", "jean‑pierre"),
        ("Le Fèvre", "Jeanpierre"),
        ("Le'Fèvre", "Jean Pierre"),
    ],
)
def test_one_person_has_one_identity_whatever_the_accents_and_hyphens(birth_name: str, first_name: str) -> None:
    assert identity_key(birth_name, first_name, BIRTH) == "lefevre|jeanpierre|1980-05-17"


@pytest.mark.parametrize(
    ("birth_name", "first_name", "birth_date"),
    [
        ("Lefebvre", "Jean-Pierre", BIRTH),
        ("Lefèvre", "Jean", BIRTH),
        ("Lefèvre", "Jean-Pierre", date(1980, 5, 18)),
        ("Lefèvrejean", "Pierre", BIRTH),
    ],
)
def test_different_people_differ(birth_name: str, first_name: str, birth_date: date) -> None:
    assert identity_key(birth_name, first_name, birth_date) != identity_key("Lefèvre", "Jean-Pierre", BIRTH)


def test_names_of_signs_alone_are_not_all_the_same_person() -> None:
    assert identity_key("---", "!", BIRTH) != identity_key("'''", "?", BIRTH)


@given(st.text(min_size=1, max_size=200), st.text(min_size=1, max_size=200))
def test_an_identity_fits_its_column(birth_name: str, first_name: str) -> None:
    assert len(identity_key(birth_name, first_name, BIRTH)) <= 412


def test_display_name() -> None:
    assert display_name("Zoé", "Lefèvre-d’Août") == "Zoé LEFÈVRE-D’AOÛT"
