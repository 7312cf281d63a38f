"""A visit before the first day goes on counting for who came by a transfer, or was seen by the service."""

from __future__ import annotations

from datetime import UTC, date, datetime

from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert, select

from alembic import command
from tests.migrations.test_appointments import filled
from tests.migrations.test_migrations import config, empty_url

__all__ = ["config", "empty_url"]

CREATED = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
EARLIER = datetime(2026, 5, 31, 9, 0, tzinfo=UTC)
SEEN = date(2025, 3, 3)


def test_who_keeps_the_visits_of_before(config: Config, empty_url: str) -> None:
    command.upgrade(config, "0017")
    engine = create_engine(empty_url)
    before = MetaData()
    before.reflect(engine, only=["member", "employee", "employment", "audit_entry", "visit_request"])
    tables = before.tables
    # Who, next visit, the line of the history and its instant, day of a visit held.
    people = [
        ("transferred", "vip_periodique", ("Arrivée par mutation", CREATED), None),
        ("new risk there", "ema_embauche", ("Arrivée par mutation", CREATED), None),
        ("transferred once, hired since", "vip_periodique", ("Arrivée par mutation", EARLIER), None),
        ("hired", "vip_periodique", ("Arrivée déclarée", CREATED), None),
        ("seen by the service", "vip_periodique", None, datetime(2025, 3, 3, 14, 0, tzinfo=UTC)),
        ("seen another day", "vip_periodique", None, datetime(2025, 3, 4, 14, 0, tzinfo=UTC)),
    ]
    with engine.begin() as connection:
        connection.execute(insert(tables["member"]).values(**filled(tables["member"], id=1, code="10001")))
        for rank, (_, kind, line, held) in enumerate(people, start=1):
            row = filled(tables["employee"], id=rank, member_id=1)
            connection.execute(insert(tables["employee"]).values(**row))
            period = filled(
                tables["employment"], id=rank, member_id=1, employee_id=rank, latest=True, due_kind=kind,
                start_date=date(2026, 6, 1), last_visit_date=SEEN, created_at=CREATED, situations=[],
            )  # fmt: skip
            connection.execute(insert(tables["employment"]).values(**period))
            if line is not None:
                entry = filled(
                    tables["audit_entry"], chain="member:1", position=rank, member_id=1, action=line[0], at=line[1],
                    subject_id=row["public_id"], changes=[],
                )  # fmt: skip
                connection.execute(insert(tables["audit_entry"]).values(**entry))
            if held is not None:
                visit = filled(
                    tables["visit_request"], member_id=1, employee_id=rank, number=str(rank), status="realisee",
                    planned_at=held, half_days=[],
                )  # fmt: skip
                connection.execute(insert(tables["visit_request"]).values(**visit))
    command.upgrade(config, "0018")
    after = MetaData()
    after.reflect(engine, only=["employment"])
    period = after.tables["employment"]
    with engine.connect() as connection:
        kept = {people[row[0] - 1][0]: row[1] for row in connection.execute(select(period.c.id, period.c.visits_since))}
    engine.dispose()
    assert {name for name, day in kept.items() if day is not None} == {"transferred", "seen by the service"}
    assert {day for day in kept.values() if day is not None} == {SEEN}
