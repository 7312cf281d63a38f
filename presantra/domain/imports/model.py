"""The common form of what is read, whatever the kind of file. Everything here can be written as JSON."""

from dataclasses import dataclass, field
from datetime import date

from presantra.domain.vocabulary import ContractType, DepartureReason, Sex, VisitKind


@dataclass(frozen=True, slots=True)
class RawTable:
    """A sheet or a CSV as text. ``rows``: (line of the file, cells); dates of Excel are written JJ/MM/AAAA.

    ``headings`` may come from two lines merged; ``heading_line`` is the last of them, counted from 1.
    ``unread``: columns emptied because they hold the n° de sécurité sociale, which the service does not ask for.
    """

    sheet: str
    heading_line: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    unread: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CellError:
    """``column``: the heading as the file has it, or the rubrique of a DSN. The sentence says what to do."""

    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FilePerson:
    """One person of a file. None: the file does not say (a column absent, an empty cell), never a change.

    ``establishment``: code adhérent or SIRET as the file gives it, in its canonical form; empty: the current company.
    ``errors``: cells that cannot be read, and what any line needs (a name, a first name, a birth date).
    ``contract_starts``: of a DSN, the day when each contract of the employment began; ``entry_date`` is the first.
    ``nir``: 15 digits, only when the service asks for it; never shown, logged nor put in an export. ``nir_mark``: its
    keyed digest in the company of the line, which alone is compared.
    """

    line: int
    birth_name: str | None = None
    usage_name: str | None = None
    first_name: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    entry_date: date | None = None
    contract_type: ContractType | None = None
    planned_end_date: date | None = None
    job_title: str | None = None
    pcs_code: str | None = None
    situations: tuple[str, ...] | None = None
    email: str | None = None
    phone: str | None = None
    matricule: str | None = None
    departure_date: date | None = None
    departure_reason: DepartureReason | None = None
    last_visit_date: date | None = None
    last_visit_kind: VisitKind | None = None
    working_time: str | None = None
    other_employers: str | None = None
    idcc: str | None = None
    establishment: str = ""
    contract_starts: tuple[date, ...] = ()
    nir: str | None = field(default=None, repr=False)
    nir_mark: str | None = field(default=None, repr=False)
    errors: tuple[CellError, ...] = ()


@dataclass(frozen=True, slots=True)
class DsnFile:
    """A monthly DSN. ``establishments``: SIRET → its people (``FilePerson.establishment`` says it again)."""

    month: date
    siren: str
    establishments: dict[str, tuple[FilePerson, ...]]
