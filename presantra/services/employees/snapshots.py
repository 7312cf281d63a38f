"""What a merge must remember to be taken back: rows as JSON, in the one row that names them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlmodel import SQLModel

from presantra.db.models import Employee, EmployeeMerge, Employment, PastAssignment
from presantra.domain.names import display_name

Row = TypeVar("Row", bound=SQLModel)
OWNED = ("birth_name", "usage_name", "first_name", "birth_date", "sex", "email", "phone", "matricule",
         "identity_key", "sort_name", "search_text", "nir_sealed", "nir_index")  # fmt: skip


def take(
    kept: Employee,
    other: Employee,
    latest: Iterable[Employment],
    dropped: Sequence[Employment],
    dropped_jobs: Sequence[PastAssignment],
) -> dict[str, Any]:
    """``latest``: the period that each of the two shows in lists."""
    return {
        "kept": {name: value for name, value in as_json(kept).items() if name in OWNED},
        "version_before": kept.version,
        "version_after": kept.version + 1,
        "other": as_json(other),
        "latest": [str(period.public_id) for period in latest],
        "dropped": [{**as_json(period), "kept": period.employee_id == kept.id} for period in dropped],
        "dropped_jobs": [{**as_json(job), "kept": job.employee_id == kept.id} for job in dropped_jobs],
    }


def as_json(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json")


def restored(kind: type[Row], values: dict[str, Any], **changed: Any) -> Row:
    """The row anew, under another internal id: the former one may have been given since."""
    names = set(kind.model_fields) - {"id"}
    return kind.model_validate({name: value for name, value in values.items() if name in names} | changed)


def kept_columns(merge: EmployeeMerge) -> dict[str, Any]:
    """Columns of the kept record as they were before the merge."""
    whole = Employee.model_validate(merge.snapshot["other"] | merge.snapshot["kept"])
    return {name: getattr(whole, name) for name in OWNED}


def reduced(snapshot: dict[str, Any]) -> dict[str, Any]:
    """What a merge too old to be taken back still needs: whose history stands among that of the kept record."""
    other = snapshot["other"]
    return {"other": {name: other[name] for name in ("public_id", "birth_name", "usage_name", "first_name")}}


def public_id_of(merge: EmployeeMerge) -> UUID:
    """Of the record that was merged into the kept one."""
    return UUID(merge.snapshot["other"]["public_id"])


def name_of(merge: EmployeeMerge) -> str:
    other = merge.snapshot["other"]
    return display_name(other["first_name"], other["usage_name"] or other["birth_name"])
