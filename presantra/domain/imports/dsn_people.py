"""One individual of a DSN made a person: his current contract, and its end if it has one."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from presantra.domain.contracts import BY_DSN_NATURE
from presantra.domain.employees import check_birth_and_entry, check_departure, check_planned_end
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import FormReader
from presantra.domain.identifiers import parse_idcc, parse_pcs
from presantra.domain.imports import dsn_codes
from presantra.domain.imports.model import CellError, FilePerson
from presantra.domain.imports.people import with_key
from presantra.domain.imports.readable import readable_first_name, readable_job
from presantra.domain.names import clean_name, fold
from presantra.domain.nir import parse_nir
from presantra.domain.typography import french
from presantra.domain.vocabulary import ContractType, DepartureReason, Sex

Value = TypeVar("Value")

READ: Final[dict[tuple[str, str], str]] = {
    ("S21.G00.30", "001"): "nir",
    ("S21.G00.30", "002"): "birth_name",
    ("S21.G00.30", "003"): "usage_name",
    ("S21.G00.30", "004"): "first_name",
    ("S21.G00.30", "005"): "sex",
    ("S21.G00.30", "006"): "birth_date",
    ("S21.G00.40", "001"): "entry_date",
    ("S21.G00.40", "004"): "pcs_code",
    ("S21.G00.40", "006"): "job_title",
    ("S21.G00.40", "007"): "contract_type",
    ("S21.G00.40", "010"): "planned_end_date",
    ("S21.G00.40", "017"): "idcc",
    ("S21.G00.40", "037"): "other_employers",
    ("S21.G00.62", "001"): "departure_date",
    ("S21.G00.62", "002"): "departure_reason",
}
"""The only rubriques whose values are kept, and only until the person is made.

Neither the NTT (S21.G00.30.020: it changes, and is compared with nothing) nor the quotité (S21.G00.40.013: a number
whose unit and whole stand in rubriques that are not read).
"""

_RUBRIQUES: Final = {name: f"{block}.{number}" for (block, number), name in READ.items()}
_SEXES: Final = {"01": Sex.MALE, "02": Sex.FEMALE}
_NO_CONVENTION = "9999"
_IN_PAYROLL = "corrigez-la dans votre logiciel de paie, ou modifiez la fiche du salarié."


@dataclass(slots=True)
class Contract:
    values: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Individual:
    """``line``: his first rubrique."""

    line: int
    values: dict[str, str] = field(default_factory=dict, repr=False)
    contracts: list[Contract] = field(default_factory=list, repr=False)


def united(individuals: list[Individual]) -> list[Individual]:
    """Somebody declared in several blocks of one establishment, with all his contracts, stands where he comes first.

    Another NIR is somebody else, born the same day under the same name.
    """
    found: dict[tuple[str, ...], Individual] = {}
    for individual in individuals:
        names = tuple(individual.values.get(name, "") for name in ("birth_name", "first_name", "birth_date"))
        identity = (*names, individual.values.get("nir", "")) if all(names) else (str(individual.line),)
        first = found.setdefault(identity, individual)
        if first is not individual:
            first.contracts += individual.contracts
    return list(found.values())


def person_of(individual: Individual, siret: str, month: date, *, nir: bool) -> FilePerson:
    """A person, with what is wrong. ``month``: the first day of the month declared."""
    values = individual.values
    contract = _current(individual.contracts)
    form = FormReader(values | contract)
    known: dict[str, Any] = {
        "birth_name": form.name("birth_name", "Le nom manque dans la DSN.") or None,
        "first_name": _first_name(form),
        "usage_name": form.optional("usage_name", clean_name, "") or None,
        "birth_date": form.parsed("birth_date", _birth_date, "La date de naissance manque dans la DSN."),
        "sex": _SEXES.get(values.get("sex", "")),
        "entry_date": form.optional("entry_date", _date, None),
        "contract_type": _contract_type(contract),
        "planned_end_date": form.optional("planned_end_date", _date, None),
        "job_title": form.optional("job_title", lambda text: clean_name(readable_job(text)), "") or None,
        "pcs_code": _quietly(parse_pcs, contract.get("pcs_code", "")),
        "departure_date": form.optional("departure_date", _date, None),
        "departure_reason": _departure_reason(contract),
        "other_employers": dsn_codes.OTHER_EMPLOYERS.get(contract.get("other_employers", "")),
        "idcc": _quietly(parse_idcc, contract.get("idcc", "").replace(_NO_CONVENTION, "")),
        "nir": _quietly(parse_nir, with_key(values.get("nir", ""))) if nir else None,
    }
    if known["usage_name"] and known["birth_name"] and fold(known["usage_name"]) == fold(known["birth_name"]):
        known["usage_name"] = None
    if known["contract_type"] is ContractType.CDI:
        known["planned_end_date"] = None
    starts = _starts(individual.contracts, known["entry_date"])
    _check(form, known, starts, month)
    known["entry_date"] = starts[0] if starts else None
    known |= dict.fromkeys(form.errors.keys() & known.keys())
    errors = tuple(CellError(_RUBRIQUES[name], french(sentence)) for name, sentence in form.errors.items())
    return FilePerson(line=individual.line, establishment=siret, contract_starts=starts, errors=errors, **known)


def _current(contracts: list[Contract]) -> dict[str, str]:
    """The last begun of those that have not ended; when all have, the last ended."""
    if not contracts:
        return {}
    still = [contract.values for contract in contracts if not contract.values.get("departure_date")]
    if still:
        return max(still, key=lambda values: _sortable(values.get("entry_date", "")))
    return max((contract.values for contract in contracts), key=lambda values: _sortable(values["departure_date"]))


def _starts(contracts: list[Contract], current: date | None) -> tuple[date, ...]:
    """The days when the contracts began that follow each other, or overlap, without a day between, as far as this one.

    A CDD made a CDI is one employment, from which the first visit is counted, though payroll closes a contract.
    """
    if current is None:
        return ()
    spans = []
    for contract in contracts:
        start = _quietly(_date, contract.values.get("entry_date", ""))
        if start is not None:
            spans.append((start, _quietly(_date, contract.values.get("departure_date", "")) or date.max))
    chain: list[date] = []
    until = date.min
    for start, end in sorted(spans):
        if start.toordinal() > until.toordinal() + 1:
            if current in chain:
                break
            chain, until = [], end
        chain.append(start)
        until = max(until, end)
    return tuple(dict.fromkeys(chain))


def _sortable(text: str) -> str:
    """JJMMAAAA as AAAAMMJJ."""
    return text[4:] + text[2:4] + text[:2]


def _first_name(form: FormReader) -> str | None:
    """A DSN gives all the first names: the commas of some payroll programs part them."""
    name = form.name("first_name", "Le prénom manque dans la DSN.")
    return readable_first_name(name.split(",")[0].strip()) or None


def _birth_date(text: str) -> date:
    if text.startswith("99") or text[2:4] == "99":
        raise InvalidValue(f"La date de naissance est incomplète : {_IN_PAYROLL}")
    return _date(text)


def _date(text: str) -> date:
    if len(text) == 8 and text.isascii() and text.isdigit():
        try:
            return date(int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:
            pass
    raise InvalidValue(f"Cette date n’existe pas : {_IN_PAYROLL}")


def _contract_type(contract: dict[str, str]) -> ContractType | None:
    nature = contract.get("contract_type", "")
    return BY_DSN_NATURE.get(nature, ContractType.OTHER) if nature else None


def _departure_reason(contract: dict[str, str]) -> DepartureReason | None:
    if not contract.get("departure_date"):
        return None
    return dsn_codes.DEPARTURES.get(contract.get("departure_reason", ""), DepartureReason.OTHER)


def _quietly(parse: Callable[[str], Value], text: str) -> Value | None:
    try:
        return parse(text) if text else None
    except InvalidValue:
        return None


def _check(form: FormReader, known: dict[str, Any], starts: tuple[date, ...], month: date) -> None:
    last_day = month.replace(day=monthrange(month.year, month.month)[1])
    check_birth_and_entry(form, known["birth_date"], starts[0] if starts else None, last_day)
    if known["planned_end_date"]:
        check_planned_end(form, known["planned_end_date"], known["contract_type"], known["entry_date"])
    check_departure(form, known["departure_date"], known["entry_date"], last_day)
