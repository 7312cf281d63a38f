"""The form of an arrival, also used to correct a record: what is sent, and what the domain reads."""

from __future__ import annotations

import reflex as rx
from pydantic import Field, create_model

from presantra.domain.employees import ARRIVAL_FIELDS, PLANNED_END_REQUIRED, ContractType
from presantra.domain.situations import SITUATIONS_BY_CODE
from presantra.ui.forms import FormModel, Line

FORM_ID = "fiche-salarie"
# Read when the event leaves: what is typed by then, whichever button or box sends it.
TYPED = rx.Var(f"Object.fromEntries(new FormData(document.getElementById('{FORM_ID}')))")
TEXT_FIELDS = tuple(name for name in ARRIVAL_FIELDS if name != "situations")


def box_name(code: str) -> str:
    """Name of the box of one situation: boxes that share a name would hide each other in the values sent."""
    return f"situation_{code}"


_Boxes = create_model("_Boxes", __base__=FormModel, **{box_name(code): (Line, "") for code in SITUATIONS_BY_CODE})


class EmployeeForm(_Boxes):
    birth_name: Line = ""
    usage_name: Line = ""
    first_name: Line = ""
    birth_date: Line = ""
    sex: Line = ""
    entry_date: Line = ""
    contract_type: Line = ""
    planned_end_date: Line = ""
    job_title: Line = ""
    pcs_code: Line = ""
    idcc: Line = ""
    working_time: Line = ""
    other_employers: Line = ""
    nir: Line = Field(default="", repr=False)
    nir_erased: Line = ""
    email: Line = ""
    phone: Line = ""
    matricule: Line = ""
    request_visit: Line = ""
    operation: Line = ""

    @property
    def situations(self) -> tuple[str, ...]:
        return tuple(code for code in SITUATIONS_BY_CODE if getattr(self, box_name(code)))

    def raw(self) -> dict[str, object]:
        """Values in the names of ``ARRIVAL_FIELDS``, for the services."""
        raw: dict[str, object] = {name: getattr(self, name) for name in TEXT_FIELDS}
        raw["situations"] = self.situations
        if self.contract_type == ContractType.CDI:
            # The field is about to leave the screen: nobody could correct it there.
            raw["planned_end_date"] = ""
        return raw


def has_end(contract_type: str, planned_end_date: str = "") -> bool:
    """Whether « Date de fin prévue » is on screen: when the contract has one, or when one is on record."""
    return contract_type in PLANNED_END_REQUIRED or bool(planned_end_date and contract_type != ContractType.CDI)
