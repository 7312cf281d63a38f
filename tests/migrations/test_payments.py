"""A status that was written becomes what was paid; a facture partly paid is owed whole, as the part is unknown."""

from __future__ import annotations

from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert, select

from alembic import command
from tests.migrations.test_appointments import filled
from tests.migrations.test_migrations import config, empty_url

__all__ = ["config", "empty_url"]

ROWS = (
    ("F-1", "facture", 12000, "reglee", 12000, "reglee"),
    ("F-2", "facture", 12000, "a_regler", 0, "a_regler"),
    ("F-3", "facture", 12000, "partiellement_reglee", 0, "a_regler"),
    ("A-1", "avoir", -500, "reglee", -500, "reglee"),
)


def test_statuses_become_what_was_paid_and_come_back(config: Config, empty_url: str) -> None:
    command.upgrade(config, "0009")
    engine = create_engine(empty_url)
    before = MetaData()
    before.reflect(engine, only=["member", "invoice"])
    member, invoice = before.tables["member"], before.tables["invoice"]
    with engine.begin() as connection:
        connection.execute(insert(member).values(**filled(member, id=1, code="10001")))
        for number, kind, cents, status, _, _ in ROWS:
            row = filled(invoice, member_id=1, number=number, kind=kind, total_cents=cents, status=status)
            connection.execute(insert(invoice).values(**row))
    command.upgrade(config, "0012")
    after = MetaData()
    after.reflect(engine, only=["invoice"])
    table = after.tables["invoice"]
    with engine.connect() as connection:
        kept = select(table.c.number, table.c.settled_at_import_cents, table.c.settled_cents)
        settled = {row[0]: (row[1], row[2]) for row in connection.execute(kept)}
    assert settled == {number: (cents, cents) for number, _, _, _, cents, _ in ROWS}
    command.downgrade(config, "0009")
    with engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(select(invoice.c.number, invoice.c.status))}
    engine.dispose()
    assert found == {number: status for number, _, _, _, _, status in ROWS}
