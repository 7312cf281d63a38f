import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.crockford import ALPHABET, random_code
from presantra.domain.errors import InvalidValue
from presantra.domain.identifiers import (
    MemberCode,
    email_key,
    format_declarant_number,
    format_naf,
    format_phone,
    format_siret,
    generate_declarant_number,
    parse_declarant_number,
    parse_email,
    parse_member_code,
    parse_naf,
    parse_pcs,
    parse_phone,
    parse_postal_code,
    parse_siret,
    siren_of,
)

SEPARATORS = st.sampled_from(["", " ", "-", "–", "—", "\u2011", "\u00a0", " - ", "−"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10001", "10001"),
        ("  10001 ", "10001"),
        ("00000-1", "00000-1"),
        ("10001-1", "10001-1"),
        ("10001 - 1", "10001-1"),
        ("10001–1", "10001-1"),
        ("10001 — 12", "10001-12"),
        ("10001\u20111", "10001-1"),
        ("10001 1", "10001-1"),
        ("10 001", "10001"),
        ("10 001 - 2", "10001-2"),
        ("10001-007", "10001-7"),
        ("10001-0", "10001-0"),
        ("１０００１", "10001"),
    ],
)
def test_a_member_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert parse_member_code(typed).code == code
    assert str(parse_member_code(typed)) == code


@pytest.mark.parametrize("typed", ["1000", "100011", "10001-", "10001-1234", "-1", "1000A", "10001-1-1", "10001/1"])
def test_a_malformed_member_code_is_explained(typed: str) -> None:
    with pytest.raises(InvalidValue, match="5 chiffres"):
        parse_member_code(typed)


@pytest.mark.parametrize("parse", [parse_member_code, parse_declarant_number, parse_email, parse_phone])
@pytest.mark.parametrize("blank", ["", "   ", "\u00a0"])
def test_an_empty_identifier_is_asked_for(parse: object, blank: str) -> None:
    with pytest.raises(InvalidValue, match=r"^Indiquez"):
        parse(blank)  # type: ignore[operator]


@given(st.integers(0, 99999), st.none() | st.integers(0, 999), SEPARATORS.filter(str.strip))
def test_member_codes_survive_any_hyphen(number: int, branch: int | None, dash: str) -> None:
    code = MemberCode(f"{number:05d}", branch)
    typed = code.number if branch is None else f"{code.number}{dash}{branch}"
    assert parse_member_code(typed) == code
    assert parse_member_code(code.code) == code
    assert code.company_number == f"{number:05d}"


@pytest.mark.parametrize(
    "typed",
    [
        "TD-K4M7-P2XC",
        "td-k4m7-p2xc",
        "TDK4M7P2XC",
        "K4M7P2XC",
        " TD – K4M7 — P2XC ",
        "K4M7 P2XC",
        "ＴＤ-Ｋ4Ｍ7-Ｐ2ＸＣ",
    ],
)
def test_a_declarant_number_ignores_case_spaces_and_hyphens(typed: str) -> None:
    assert parse_declarant_number(typed) == "K4M7P2XC"


def test_look_alike_letters_are_read_as_digits() -> None:
    assert parse_declarant_number("TD-OoIi-Ll01") == "00111101"


def test_a_number_that_begins_with_td_keeps_its_letters() -> None:
    assert parse_declarant_number("TD12-3456") == "TD123456"
    assert parse_declarant_number("TD-TD12-3456") == "TD123456"


@pytest.mark.parametrize("typed", ["TD-K4M7-P2X", "TD-K4M7-P2XCC", "TD-K4M7-P2XU", "K4M7P2X!", "TD", "é" * 8])
def test_a_malformed_declarant_number_is_explained(typed: str) -> None:
    with pytest.raises(InvalidValue, match="TD-XXXX-XXXX"):
        parse_declarant_number(typed)


@given(st.text(ALPHABET, min_size=8, max_size=8), SEPARATORS, SEPARATORS, st.booleans(), st.booleans())
def test_declarant_numbers_survive_the_keyboard(
    canonical: str, first: str, second: str, prefix: bool, lower: bool
) -> None:
    typed = ("TD" if prefix else "") + first + canonical[:4] + second + canonical[4:]
    assert parse_declarant_number(typed.lower() if lower else typed) == canonical
    assert parse_declarant_number(format_declarant_number(canonical)) == canonical


def test_generated_numbers_are_well_formed_and_differ() -> None:
    numbers = {generate_declarant_number() for _ in range(500)}
    assert len(numbers) == 500
    for number in numbers:
        assert format_declarant_number(parse_declarant_number(number)) == number
    assert {letter for number in numbers for letter in number[3:].replace("-", "")} == set(ALPHABET)


@pytest.mark.parametrize("bits", [0, -5, 7])
def test_a_code_of_an_odd_number_of_bits_is_refused(bits: int) -> None:
    with pytest.raises(ValueError, match="multiple of 5"):
        random_code(bits)


@pytest.mark.parametrize(
    ("typed", "siret", "shown"),
    [
        ("732 829 320 00074", "73282932000074", "732 829 320 00074"),
        ("73282932000074", "73282932000074", "732 829 320 00074"),
        ("732.829.320-00074", "73282932000074", "732 829 320 00074"),
        ("99142113200010", "99142113200010", "991 421 132 00010"),
        ("35600000049837", "35600000049837", "356 000 000 49837"),
        ("35600000009075", "35600000009075", "356 000 000 09075"),
    ],
)
def test_siret_including_la_poste(typed: str, siret: str, shown: str) -> None:
    assert parse_siret(typed) == siret
    assert format_siret(siret) == shown
    assert siren_of(siret) == siret[:9]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("73282932000075", "chiffres est faux"),
        ("7328293200007", "14 chiffres"),
        ("ABC", "14 chiffres"),
        ("", "14"),
    ],
)
def test_a_wrong_siret_is_explained(typed: str, sentence: str) -> None:
    with pytest.raises(InvalidValue, match=sentence):
        parse_siret(typed)


@pytest.mark.parametrize(("typed", "stored", "shown"), [("43.32B", "4332B", "43.32B"), ("4941a", "4941A", "49.41A")])
def test_naf(typed: str, stored: str, shown: str) -> None:
    assert parse_naf(typed) == stored
    assert format_naf(stored) == shown


@pytest.mark.parametrize(("typed", "stored"), [("653A", "653a"), (" 653 a ", "653a"), ("632g", "632g")])
def test_pcs_is_stored_in_lower_case(typed: str, stored: str) -> None:
    assert parse_pcs(typed) == stored


@pytest.mark.parametrize("typed", ["35000", "20 000", "97410", "98000", "75116", "01000"])
def test_postal_codes(typed: str) -> None:
    assert parse_postal_code(typed) == typed.replace(" ", "")


@pytest.mark.parametrize(
    ("parse", "typed"),
    [
        (parse_naf, "433B"),
        (parse_naf, "43322"),
        (parse_pcs, "65a"),
        (parse_pcs, "6533"),
        (parse_pcs, "653é"),
        (parse_postal_code, "00100"),
        (parse_postal_code, "99123"),
        (parse_postal_code, "3500"),
        (parse_postal_code, "2A000"),
    ],
)
def test_malformed_codes_are_refused_with_an_example(parse: object, typed: str) -> None:
    with pytest.raises(InvalidValue, match="exemple"):
        parse(typed)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("06 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("06.12.34.56.78", "+33612345678", "06 12 34 56 78"),
        ("0033 6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("+33 (0)6 12 34 56 78", "+33612345678", "06 12 34 56 78"),
        ("02 99 12 34 56", "+33299123456", "02 99 12 34 56"),
        ("0692 12 34 56", "+262692123456", "06 92 12 34 56"),
        ("0590 82 00 00", "+590590820000", "05 90 82 00 00"),
        ("0594 30 00 00", "+594594300000", "05 94 30 00 00"),
        ("0696 45 00 00", "+596696450000", "06 96 45 00 00"),
        ("06 39 98 12 34", "+33639981234", "06 39 98 12 34"),
        ("+32 2 555 12 34", "+3225551234", "+32 2 555 12 34"),
    ],
)
def test_telephones(typed: str, stored: str, shown: str) -> None:
    assert parse_phone(typed) == stored
    assert format_phone(stored) == shown
    assert parse_phone(format_phone(stored)) == stored


@pytest.mark.parametrize("typed", ["123", "06 12 34 56", "téléphone", "06 12 34 56 78 poste 12", "0" * 500])
def test_wrong_telephones(typed: str) -> None:
    with pytest.raises(InvalidValue, match="téléphone n’est pas valable"):
        parse_phone(typed)


def test_an_unreadable_stored_number_is_shown_as_it_is() -> None:
    assert format_phone("inconnu") == "inconnu"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Jean.Dupont@Exemple.FR ", "Jean.Dupont@exemple.fr"),
        ("o'neill+rh@menuiserie-lefevre.example", "o'neill+rh@menuiserie-lefevre.example"),
        ("contact@société.fr", "contact@xn--socit-esab.fr"),
    ],
)
def test_addresses(typed: str, stored: str) -> None:
    assert parse_email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "jean",
        "jean@",
        "@exemple.fr",
        "jean@exemple",
        "jean dupont@exemple.fr",
        "a@b..fr",
        "jean@exemple.fr\nBcc: x@y.fr",
        "jean@exemple.fr, paul@exemple.fr",
        "Jean <jean@exemple.fr>",
        "jéan@exemple.fr",
        "a" * 65 + "@exemple.fr",
        "jean@[127.0.0.1]",
    ],
)
def test_wrong_addresses(typed: str) -> None:
    with pytest.raises(InvalidValue, match="n’est pas valable"):
        parse_email(typed)


def test_a_very_long_address_is_refused_before_it_is_read() -> None:
    with pytest.raises(InvalidValue, match="254"):
        parse_email("a@" + "b" * 100_000 + ".fr")


def test_two_addresses_that_differ_by_case_are_the_same_person() -> None:
    assert email_key("Jean.DUPONT@exemple.fr ") == email_key("jean.dupont@EXEMPLE.fr") == "jean.dupont@exemple.fr"


@given(st.text(max_size=60))
def test_no_text_makes_a_parser_fail_otherwise_than_with_a_sentence(text: str) -> None:
    for parse in (
        parse_member_code,
        parse_declarant_number,
        parse_siret,
        parse_naf,
        parse_pcs,
        parse_phone,
        parse_postal_code,
        parse_email,
    ):
        try:
            assert parse(text)  # type: ignore[operator]
        except InvalidValue as error:
            assert error.sentence  # noqa: PT017 - most texts are refused, some may be accepted
