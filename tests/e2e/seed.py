"""Rows put in the database of a running portal by the services themselves, in a process of their own."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

from tests.e2e.portal import ROOT, Portal

_LOGIN = """
import asyncio, json, sys
from datetime import timedelta
from sqlalchemy import select
from presantra.bootstrap import get_container
from presantra.db.models import Account, Attachment, Employee, Invoice, Member, VisitRequest
from presantra.services.actor import Actor

async def main(email, codes):
    container = get_container()
    now = container.context.clock()
    async with container.context.database.transaction() as session:
        account = Account(email=email, email_key=email, last_name="Essai", first_name="Alix", job_title="Gérante",
                          password_state="own", created_at=now)
        session.add(account)
        await session.flush()
        for code in codes:
            member = (await session.execute(select(Member).where(Member.code == code))).scalar_one()
            session.add(Attachment(account_id=account.id, member_id=member.id, created_at=now))
        await session.flush()
        token = await container.sessions.open(session, account, Actor(), provisional=False)
        found = {"token": token, "email": email}
        for name, table in (("employee", Employee), ("visit", VisitRequest), ("invoice", Invoice)):
            rows = select(table.public_id, Member.code).join(Member, table.member_id == Member.id).order_by(table.id)
            by_code = {}
            for public_id, code in (await session.execute(rows)).all():
                by_code.setdefault(code, str(public_id))
            found[name] = by_code
    await container.close()
    print(json.dumps(found))

asyncio.run(main(sys.argv[1], sys.argv[2:]))
"""


def logged_in(portal: Portal, email: str, *codes: str) -> dict[str, object]:
    """A session of a new account of these members, without the wizard; and one id of each kind by code."""
    result = subprocess.run(
        [sys.executable, "-c", _LOGIN, email, *codes],
        cwd=ROOT, env={**portal.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def forget_proof(portal: Portal) -> None:
    """As if everybody had logged in a while ago."""
    with closing(sqlite3.connect(portal.data_dir / "presantra.db", timeout=20)) as database, database:
        database.execute("UPDATE login_session SET reauthenticated_at = NULL")
