"""A date that stood on a request becomes an appointment, with the state that its request tells."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert, select

from alembic import command
from tests.migrations.test_migrations import config, empty_url

__all__ = ["config", "empty_url"]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
STATES = {"planifiee": "a_confirmer", "convocation_envoyee": "a_confirmer", "realisee": "honore", "annulee": "annule"}


def filled(table: Any, **values: Any) -> dict[str, Any]:
    """A row whose columns that must have a value have one."""
    found = dict(values)
    for column in table.columns:
        if column.name in found or column.nullable or column.primary_key or column.server_default is not None:
            continue
        kind = column.type.python_type
        found[column.name] = {str: "", int: 1, bool: False, date: date(2026, 1, 1), datetime: NOW}.get(kind, "")
        if column.name == "public_id":
            found[column.name] = uuid.uuid4() if kind is uuid.UUID else uuid.uuid4().hex
    return found


def test_planned_requests_get_their_appointment(config: Config, empty_url: str) -> None:
    command.upgrade(config, "0003")
    engine = create_engine(empty_url)
    before = MetaData()
    before.reflect(engine, only=["member", "employee", "visit_request"])
    with engine.begin() as connection:
        member, employee, request = (before.tables[name] for name in ("member", "employee", "visit_request"))
        connection.execute(insert(member).values(**filled(member, id=1, code="10001")))
        connection.execute(insert(employee).values(**filled(employee, id=1, member_id=1)))
        for rank, status in enumerate([*STATES, "envoyee"]):
            planned = NOW if status in STATES else None
            row = filled(
                request, member_id=1, employee_id=1, account_id=None, number=f"DV-2026-{rank:06d}", status=status,
                planned_at=planned,
            )  # fmt: skip
            connection.execute(insert(request).values(**row))
    command.upgrade(config, "head")
    after = MetaData()
    after.reflect(engine, only=["appointment", "visit_request"])
    appointment, request = after.tables["appointment"], after.tables["visit_request"]
    joined = appointment.join(request, request.c.id == appointment.c.visit_request_id)
    with engine.connect() as connection:
        rows = connection.execute(select(request.c.status, appointment.c.status, request.c.origin).select_from(joined))
        found = {row[0]: (row[1], row[2]) for row in rows}
    engine.dispose()
    assert found == {status: (state, "employeur") for status, state in STATES.items()}
