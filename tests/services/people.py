"""What the tests of the records share: one arrival, described once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from presantra.services.employees import EmployeeRecord


def arrival(**values: Any) -> dict[str, Any]:
    return {
        "birth_name": "Dupont",
        "first_name": "Éloïse",
        "birth_date": "1991-07-14",
        "sex": "f",
        "entry_date": "2026-02-02",
        "contract_type": "cdi",
        "job_title": "Menuisière",
    } | values


async def arrive(container: Any, actor: Any, **values: Any) -> EmployeeRecord:
    view = await container.employees.declare_arrival(actor, arrival(**values), uuid4(), True)
    return await read(container, actor, view.public_id)


async def read(container: Any, actor: Any, public_id: str) -> EmployeeRecord:
    record: EmployeeRecord = await container.employees.record(actor, public_id)
    return record


def actions(record: EmployeeRecord) -> list[str]:
    """What its history says, newest first."""
    return [line.action for line in record.history]


def told(record: EmployeeRecord, rank: int = 0) -> dict[str, tuple[str, str]]:
    """Label → (before, after) of one line of its history."""
    return {change.label: (change.before, change.after) for change in record.history[rank].changes}
