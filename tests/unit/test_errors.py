from datetime import UTC, datetime

import pytest

from presantra.domain import errors
from presantra.domain.errors import (
    DomainError,
    DuplicateEmployee,
    FieldChange,
    InvalidForm,
    InvalidValue,
    StaleEdit,
    Throttled,
    TooManyMails,
)
from presantra.domain.typography import french


@pytest.mark.parametrize(
    ("seconds", "waiting"),
    [
        (0, "1 seconde"),
        (1, "1 seconde"),
        (59, "59 secondes"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (900, "15 minutes"),
        (3600, "1 heure"),
        (3601, "2 heures"),
    ],
)
def test_throttling_says_how_long_to_wait(seconds: int, waiting: str) -> None:
    assert Throttled(seconds).sentence == f"Trop de tentatives. Réessayez dans {waiting}."


def test_a_stale_edit_tells_who_when_and_what() -> None:
    change = FieldChange("job_title", "Poste", "Menuisier", "Chef d’atelier")
    error = StaleEdit("Marie DUPONT", datetime(2026, 11, 23, 13, 32, tzinfo=UTC), (change,))
    assert error.sentence == (
        "Marie DUPONT a modifié cette fiche le 23/11/2026 à 14:32 (changé\u00a0: Poste). "
        "Votre saisie est conservée\u00a0: vérifiez-la, puis enregistrez à nouveau."
    )
    assert error.changes == (change,)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"sex": "Indiquez le sexe."}, "Une information est à corriger."),
        ({"a": "x", "b": "y"}, "2 informations sont à corriger."),
    ],
)
def test_a_form_counts_its_errors(fields: dict[str, str], sentence: str) -> None:
    error = InvalidForm(fields)
    assert error.errors == fields
    assert error.sentence == sentence


def test_every_error_has_its_own_code_and_a_french_sentence() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, DomainError) and kind is not DomainError
    ]
    assert len({kind.code for kind in kinds}) == len(kinds) >= 14
    simple = [
        kind for kind in kinds if kind not in {InvalidForm, Throttled, TooManyMails, StaleEdit, DuplicateEmployee}
    ]
    for kind in simple:
        assert kind().sentence.endswith(".")
        assert kind().sentence == french(kind.default_sentence)


def test_an_invalid_value_shows_its_sentence_as_text() -> None:
    assert str(InvalidValue("Vérifiez : c’est faux !")) == "Vérifiez\u00a0: c’est faux\u00a0!"


def test_french_spacing_is_idempotent() -> None:
    once = french("Écrivez « oui » : 50 % ? 3 € ; bien !")
    assert once == ("Écrivez «\u00a0oui\u00a0»\u00a0: 50\u00a0%\u00a0? 3\u00a0€\u00a0; bien\u00a0!")
    assert french(once) == once
