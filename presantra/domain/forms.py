"""Reading the raw fields of a form: every error is collected, each beside its field."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from presantra.domain.errors import InvalidForm, InvalidValue
from presantra.domain.names import clean_name, clean_text

REQUIRED = "Ce champ est obligatoire."

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_FRENCH = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})")
_TRUE = frozenset({"on", "true", "1", "oui", "yes"})

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


def parse_date(text: str) -> date:
    """Read JJ/MM/AAAA or AAAA-MM-JJ. Raises InvalidValue, also for a day that does not exist."""
    plain = text.strip()
    iso, french_order = _ISO.fullmatch(plain), _FRENCH.fullmatch(plain)
    if iso:
        year, month, day = iso.groups()
    elif french_order:
        day, month, year = french_order.groups()
    else:
        raise InvalidValue("Indiquez la date sous la forme JJ/MM/AAAA (exemple : 23/11/2026).")
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise InvalidValue("Cette date n’existe pas dans le calendrier.") from error


class FormReader:
    """Reads fields one by one; `finish()` raises InvalidForm when something is wrong.

    A reader returns None for a field in error, so that the rules between fields can still run.
    Unknown fields are left alone.
    """

    def __init__(self, raw: Mapping[str, object]) -> None:
        self._raw = raw
        self.errors: dict[str, str] = {}

    def refuse(self, field: str, sentence: str) -> None:
        """Keep the first error of each field."""
        self.errors.setdefault(field, sentence)

    def finish(self, order: Sequence[str] = ()) -> None:
        """Raise InvalidForm with the errors in the order of the screen."""
        if self.errors:
            ranks = {field: rank for rank, field in enumerate(order)}
            fields = sorted(self.errors, key=lambda field: ranks.get(field, len(ranks)))
            raise InvalidForm({field: self.errors[field] for field in fields})

    def text(self, field: str) -> str:
        """The stripped text of a field, empty when absent."""
        value = self._raw.get(field)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.refuse(field, "Cette valeur n’est pas valable.")
            return ""
        return value.strip()

    def flag(self, field: str) -> bool:
        """A checkbox: absent when not ticked."""
        value = self._raw.get(field)
        return value is True or (isinstance(value, str) and value.strip().lower() in _TRUE)

    def codes(self, field: str) -> tuple[str, ...]:
        """Ticked boxes: a list of codes, or one text with commas."""
        value = self._raw.get(field)
        if isinstance(value, str):
            value = value.split(",")
        if value is None:
            return ()
        if not isinstance(value, (list, tuple, set, frozenset)) or not all(isinstance(v, str) for v in value):
            self.refuse(field, "Cette valeur n’est pas valable.")
            return ()
        return tuple(stripped for code in value if (stripped := str(code).strip()))

    def parsed_codes(self, field: str, parse: Callable[[tuple[str, ...]], tuple[str, ...]]) -> tuple[str, ...]:
        """Ticked boxes read by `parse`."""
        try:
            return parse(self.codes(field))
        except InvalidValue as error:
            self.refuse(field, error.sentence)
            return ()

    def parsed(self, field: str, parse: Callable[[str], Value], missing: str = REQUIRED) -> Value | None:
        """A required field read by `parse`."""
        text = self.text(field)
        if not text:
            self.refuse(field, missing)
            return None
        return self._attempt(field, parse, text)

    def optional(self, field: str, parse: Callable[[str], Value], default: Value) -> Value:
        """A field that may be left empty."""
        text = self.text(field)
        result = self._attempt(field, parse, text) if text else None
        return default if result is None else result

    def name(self, field: str, missing: str = REQUIRED, max_length: int = 200) -> str:
        return self.parsed(field, lambda text: clean_name(text, max_length), missing) or ""

    def free_text(self, field: str, max_length: int) -> str:
        return self.optional(field, lambda text: clean_text(text, max_length), "")

    def choice(self, field: str, kind: type[Choice], missing: str) -> Choice | None:
        """One value of an enum."""
        return self.parsed(field, lambda text: _choice(kind, text), missing)

    def optional_choice(self, field: str, kind: type[Choice]) -> Choice | None:
        """One value of an enum, or none."""
        return self.optional(field, lambda text: _choice(kind, text), None)

    def _attempt(self, field: str, parse: Callable[[str], Value], text: str) -> Value | None:
        try:
            return parse(text)
        except InvalidValue as error:
            self.refuse(field, error.sentence)
            return None


def _choice(kind: type[Choice], text: str) -> Choice:
    try:
        return kind(text)
    except ValueError as error:
        raise InvalidValue("Choisissez une valeur de la liste.") from error
