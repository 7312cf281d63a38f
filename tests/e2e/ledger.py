"""What the database of a portal holds, read from outside, and the promises that must hold whatever happened."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, create_engine, text

from presantra.bootstrap import build_container
from presantra.services import audit
from presantra.settings import load_settings
from tests.e2e.portal import Portal, apart

VISIT_MAILS = ("visit_acknowledged", "visit_requested_secretariat")


@contextmanager
def database(portal: Portal) -> Iterator[Connection]:
    url = portal.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, connect_args={"timeout": 20} if url.startswith("sqlite") else {})
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def rows(portal: Portal, statement: str, **values: Any) -> list[Any]:
    """The rows of a query; of one column, its values."""
    with database(portal) as connection:
        found = [tuple(row) for row in connection.execute(text(statement), values)]
    return [row[0] for row in found] if found and len(found[0]) == 1 else found


def hurry_mails(portal: Portal) -> None:
    """Let the minutes pass that a mail waits after a refusal or after the death of who was sending it."""
    past = datetime.now(UTC) - timedelta(minutes=1)
    moment = past if portal.database_url.startswith("postgresql") else past.strftime("%Y-%m-%d %H:%M:%S.%f")
    with database(portal) as connection:
        connection.execute(
            text("UPDATE outbox_mail SET next_attempt_at = :past, leased_until = NULL WHERE status = 'waiting'"),
            {"past": moment},
        )


def wait_until_sent(portal: Portal, seconds: float = 60) -> None:
    """``seconds`` without any mail leaving is a failure; a crowd of thousands takes the time it takes."""
    deadline, before = time.monotonic() + seconds, 0
    while waiting := rows(portal, "SELECT kind FROM outbox_mail WHERE status <> 'sent'"):
        if len(waiting) != before:
            deadline, before = time.monotonic() + seconds, len(waiting)
        assert time.monotonic() < deadline, Counter(waiting)
        time.sleep(0.2)


def assert_nothing_by_halves(portal: Portal) -> None:
    """Every fact of the database is whole: with what goes with it, in the same transaction."""
    assert not rows(
        portal,
        # People of an accounting firm work by mandate, and have come by an invitation.
        """SELECT email FROM account WHERE id NOT IN (SELECT account_id FROM cabinet_member) AND (password_hash = ''
           OR NOT EXISTS (SELECT 1 FROM attachment WHERE attachment.account_id = account.id)
           OR NOT EXISTS (SELECT 1 FROM outbox_mail WHERE recipient = email AND kind = 'first_password'))""",
    )
    assert not rows(
        portal,
        """SELECT birth_name FROM employee WHERE 1 <> (SELECT count(*) FROM employment
           WHERE employment.employee_id = employee.id AND latest)""",
    )
    assert not rows(
        portal,
        """SELECT number FROM visit_request WHERE NOT EXISTS (SELECT 1 FROM visit_event
           WHERE visit_event.visit_request_id = visit_request.id)""",
    )
    assert not rows(portal, "SELECT operation_id FROM operation WHERE result_id IS NULL")
    mails = Counter(rows(portal, "SELECT subject FROM outbox_mail WHERE kind = 'visit_acknowledged'"))
    asked = rows(portal, "SELECT number FROM visit_request WHERE account_id IS NOT NULL")
    assert mails == Counter(f"Demande de visite {number} bien reçue" for number in asked)
    kinds = rows(portal, "SELECT kind, count(*) FROM outbox_mail GROUP BY kind")
    assert {dict(kinds).get(kind, 0) for kind in VISIT_MAILS} == {len(asked)}


def assert_mails_left(portal: Portal) -> None:
    """Each mail of the outbox has reached the SMTP server; twice at most under one and the same Message-ID."""
    written = Counter(rows(portal, "SELECT message_id FROM outbox_mail"))
    received = Counter(str(message["Message-ID"]) for message in portal.mails.received)
    assert set(received) == set(written)
    assert set(rows(portal, "SELECT status FROM outbox_mail")) == {"sent"}


def assert_journal_whole(portal: Portal) -> None:
    """Every chain of the journal verifies, from its first entry to its head."""
    settings = load_settings(
        _env_file=None,
        data_dir=portal.data_dir,
        database_url=portal.database_url,
        secret_key=portal.environment["PRESANTRA_SECRET_KEY"],
        pepper=portal.environment["PRESANTRA_PEPPER"],
    )

    async def altered() -> dict[str, int]:
        container = build_container(settings)
        try:
            return {chain: await audit.verify(container.context, chain) for chain in chains}
        finally:
            await container.close()

    chains = rows(portal, "SELECT name FROM audit_chain")
    assert chains
    assert set(apart(altered()).values()) == {0}
