"""Arrivals and departures of salariés, as an employer declares them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from presantra.domain.clock import add_years, age_on
from presantra.domain.contracts import WITH_END
from presantra.domain.departures import departure_duties as departure_duties
from presantra.domain.follow_up import Facts
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.identifiers import parse_email, parse_idcc, parse_pcs, parse_phone
from presantra.domain.names import clean_name
from presantra.domain.nir import parse_nir
from presantra.domain.situations import find_situations
from presantra.domain.vocabulary import ContractType as ContractType
from presantra.domain.vocabulary import DepartureReason as DepartureReason
from presantra.domain.vocabulary import OtherEmployers as OtherEmployers
from presantra.domain.vocabulary import Sex as Sex
from presantra.domain.vocabulary import WorkingTime as WorkingTime

MINIMUM_AGE = 14
MAXIMUM_AGE = 100
MATRICULE_MAX_LENGTH = 30
PLANNED_END_MAX_YEARS = 10
PLANNED_END_REQUIRED = WITH_END

ARRIVAL_FIELDS = (
    "birth_name",
    "usage_name",
    "first_name",
    "birth_date",
    "sex",
    "entry_date",
    "contract_type",
    "planned_end_date",
    "job_title",
    "pcs_code",
    "idcc",
    "working_time",
    "other_employers",
    "situations",
    "email",
    "phone",
    "matricule",
    "nir",
    "nir_erased",
    "request_visit",
)
DEPARTURE_FIELDS = ("departure_date", "reason")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A valid arrival. Optional texts are empty when not given; `situations` are codes in list order.

    `nir` is empty unless it was asked for and typed; it stays out of what is printed or logged. `nir_erased`: the
    number on record is to be erased.
    """

    birth_name: str
    usage_name: str
    first_name: str
    birth_date: date
    sex: Sex
    entry_date: date
    contract_type: ContractType
    planned_end_date: date | None
    job_title: str
    pcs_code: str
    situations: tuple[str, ...]
    email: str
    phone: str
    matricule: str
    request_visit: bool
    working_time: WorkingTime | None = None
    other_employers: OtherEmployers | None = None
    idcc: str = ""
    nir: str = field(default="", repr=False)
    nir_erased: bool = False

    @property
    def hire_facts(self) -> Facts:
        return Facts(self.birth_date, self.entry_date, self.contract_type, self.planned_end_date, self.situations)


@dataclass(frozen=True, slots=True)
class Departure:
    departure_date: date
    reason: DepartureReason


def parse_arrival(raw: Mapping[str, object], today: date, *, nir_asked: bool = False) -> Arrival:
    """Read the form « Déclarer une arrivée »; `today` is the legal date in Paris.

    A NIR sent while it is not asked for is ignored, right or wrong.

    Raises InvalidForm with all the errors, keyed by the names of ARRIVAL_FIELDS, in screen order.
    """
    form = FormReader(raw)
    birth_date = form.parsed("birth_date", parse_date, "Indiquez la date de naissance.")
    sex = form.choice("sex", Sex, "Indiquez le sexe.")
    entry_date = form.parsed("entry_date", parse_date, "Indiquez la date d’entrée.")
    contract_type = form.choice("contract_type", ContractType, "Choisissez le type de contrat.")
    check_birth_and_entry(form, birth_date, entry_date, today)
    # Stand-ins for what is missing never leave: finish() raises then.
    arrival = Arrival(
        birth_name=form.name("birth_name", "Indiquez le nom de naissance."),
        usage_name=form.optional("usage_name", clean_name, ""),
        first_name=form.name("first_name", "Indiquez le prénom."),
        birth_date=birth_date or today,
        sex=sex or Sex.FEMALE,
        entry_date=entry_date or today,
        contract_type=contract_type or ContractType.OTHER,
        planned_end_date=_planned_end(form, contract_type, entry_date),
        job_title=form.name("job_title", "Indiquez le poste."),
        pcs_code=form.optional("pcs_code", parse_pcs, ""),
        situations=form.parsed_codes("situations", _situation_codes),
        email=form.optional("email", parse_email, ""),
        phone=form.optional("phone", parse_phone, ""),
        matricule=form.optional("matricule", lambda text: clean_name(text, MATRICULE_MAX_LENGTH), ""),
        request_visit=form.flag("request_visit"),
        working_time=form.optional_choice("working_time", WorkingTime),
        other_employers=form.optional_choice("other_employers", OtherEmployers),
        idcc=form.optional("idcc", parse_idcc, ""),
        nir=form.optional("nir", parse_nir, "") if nir_asked else "",
        nir_erased=nir_asked and form.flag("nir_erased"),
    )
    form.finish(ARRIVAL_FIELDS)
    return arrival


def parse_departure(raw: Mapping[str, object], employment_start: date, today: date) -> Departure:
    """Read the form « Déclarer un départ ». Raises InvalidForm with the names of DEPARTURE_FIELDS."""
    form = FormReader(raw)
    departure_date = form.parsed("departure_date", parse_date, "Indiquez la date de départ.")
    reason = form.choice("reason", DepartureReason, "Choisissez le motif du départ.")
    check_departure(form, departure_date, employment_start, today)
    departure = Departure(departure_date or today, reason or DepartureReason.OTHER)
    form.finish(DEPARTURE_FIELDS)
    return departure


def check_birth_and_entry(form: FormReader, birth_date: date | None, entry_date: date | None, today: date) -> None:
    """Refuse dates that cannot both be right; None is not checked."""
    if birth_date and birth_date > today:
        form.refuse("birth_date", "La date de naissance est dans le futur.")
    if entry_date and entry_date > add_years(today, 1):
        form.refuse("entry_date", "La date d’entrée est dans plus d’un an : vérifiez l’année.")
    if not birth_date or not entry_date:
        return
    age = age_on(birth_date, entry_date)
    if birth_date > entry_date:
        form.refuse("birth_date", "La date de naissance est postérieure à la date d’entrée.")
    elif age < MINIMUM_AGE:
        form.refuse(
            "birth_date",
            f"Le salarié aurait {age} an{'s' if age > 1 else ''} à son entrée : "
            f"il faut avoir au moins {MINIMUM_AGE} ans. Vérifiez les deux dates.",
        )
    elif age > MAXIMUM_AGE:
        form.refuse("birth_date", f"Le salarié aurait {age} ans à son entrée : vérifiez l’année de naissance.")


def _planned_end(form: FormReader, contract_type: ContractType | None, entry_date: date | None) -> date | None:
    end = form.optional("planned_end_date", _optional_date, None)
    if "planned_end_date" in form.errors:
        return None
    if end is None:
        if contract_type in PLANNED_END_REQUIRED:
            form.refuse("planned_end_date", "Indiquez la date de fin prévue : ce type de contrat en a une.")
        return None
    check_planned_end(form, end, contract_type, entry_date)
    return end


def check_departure(form: FormReader, departure_date: date | None, entry_date: date | None, today: date) -> None:
    """Refuse a departure before the entry, or too far ahead; None is not checked."""
    if departure_date and entry_date and departure_date < entry_date:
        form.refuse(
            "departure_date", f"La date de départ ne peut pas précéder la date d’entrée ({entry_date:%d/%m/%Y})."
        )
    if departure_date and departure_date > add_years(today, 1):
        form.refuse("departure_date", "La date de départ est dans plus d’un an : vérifiez l’année.")


def check_planned_end(form: FormReader, end: date, contract_type: ContractType | None, entry_date: date | None) -> None:
    """Refuse an end that the contract cannot have; None is not checked."""
    if contract_type is ContractType.CDI:
        form.refuse("planned_end_date", "Un CDI n’a pas de date de fin : effacez-la ou choisissez un autre contrat.")
    elif entry_date and end < entry_date:
        form.refuse("planned_end_date", "La date de fin prévue précède la date d’entrée.")
    elif entry_date and end > add_years(entry_date, PLANNED_END_MAX_YEARS):
        form.refuse(
            "planned_end_date",
            f"La date de fin prévue est plus de {PLANNED_END_MAX_YEARS} ans après l’entrée : vérifiez l’année.",
        )


def _optional_date(text: str) -> date | None:
    return parse_date(text)


def _situation_codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(situation.code for situation in find_situations(codes))
