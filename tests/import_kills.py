"""``kill -9`` of a process in the middle of an import, and what is found afterwards."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from pathlib import Path

from sqlalchemy import func, select

from presantra.bootstrap import Container, build_container
from presantra.db.models import Account, AuditEntry, Employee, Employment, Member
from presantra.db.repositories import accounts
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.imports import Status
from presantra.settings import load_settings
from tests.import_steps import preview, settled

ROOT = Path(__file__).resolve().parents[1]
KEYS = {"secret_key": "s" * 40, "pepper": "p" * 40}


class Stage(IntEnum):
    """Where an import is: about to be confirmed, in its one transaction, committed, and seen to be so."""

    GO = 0
    WRITING = 1
    WRITTEN = 2
    DONE = 3


class Scene:
    """A company with one person, whose next import will be killed."""

    def __init__(self, url: str, folder: Path, content: bytes, count: int) -> None:
        self._url, self._folder, self._content, self.count = url, folder, content, count
        self._later = timedelta()
        self.container: Container = build_container(
            load_settings(_env_file=None, data_dir=folder, database_url=url, bcrypt_cost=4, **KEYS), clock=self._now
        )

    def _now(self) -> datetime:
        return datetime.now(UTC) + self._later

    async def open(self) -> None:
        now = self._now()
        async with self.container.context.database.transaction() as session:
            member = Member(code="10001", company_number="10001", name="Menuiserie", siret="99142113200010",
                            created_at=now, updated_at=now)  # fmt: skip
            account = Account(email="a@b.fr", email_key="a@b.fr", last_name="M", first_name="C", job_title="G",
                              password_state="own", created_at=now)  # fmt: skip
            session.add_all([member, account])
            await session.flush()
            await accounts.attach(session, account.id or 0, member.id or 0, now)
            self.token = await self.container.sessions.open(session, account, Actor(), provisional=False)
        self.actor = await self.container.sessions.resolve(self.token, Actor())
        await self.prepare()

    async def prepare(self) -> None:
        self.job = (await preview(self.container, self.actor, self._content, "paie.xlsx")).public_id

    def kill(self, stage: Stage, seconds: float = 0) -> Stage:
        """Start a process that confirms, and kill it that long after it has come to a stage; the last one it reached.

        ``reached`` tells when it came to each, in seconds from the first.
        """
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PRESANTRA_")},
            "PRESANTRA_DATABASE_URL": self._url.replace("+aiosqlite", "").replace("+psycopg", ""),
            "PRESANTRA_DATA_DIR": str(self._folder),
            "PRESANTRA_SECRET_KEY": KEYS["secret_key"],
            "PRESANTRA_PEPPER": KEYS["pepper"],
        }
        victim = subprocess.Popen(
            [sys.executable, "-m", "tests.import_victim", self.token, self.job],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert victim.stdout is not None
        assert victim.stderr is not None
        self.reached: dict[Stage, float] = {}
        last, begun = Stage.GO, 0.0
        while stage not in self.reached:
            word = victim.stdout.readline().strip()
            assert word in Stage.__members__, victim.stderr.read()
            last, now = Stage[word], time.perf_counter()
            begun = begun or now
            self.reached[last] = now - begun
        time.sleep(seconds)
        victim.kill()
        words, _ = victim.communicate()
        return Stage[words.split()[-1]] if words else last

    async def whole(self) -> tuple[float, float]:
        """Seconds before the transaction, then within it, when nobody kills."""
        self.kill(Stage.DONE)
        assert await self.truth()
        return self.reached[Stage.WRITING], self.reached[Stage.WRITTEN] - self.reached[Stage.WRITING]

    async def truth(self) -> bool:
        """Whether the import was applied: all of it or nothing, and the page says which."""
        self._later += timedelta(minutes=1)  # a dead process has been silent for longer than its lease
        if self.container.context.database.is_postgresql:
            await asyncio.sleep(0.2)  # its connection ends with it, the server notices at once
        view = await settled(self.container, self.actor, self.job)
        async with self.container.context.database.reading() as session:
            found = [
                int((await session.execute(select(func.count()).select_from(table))).scalar_one())
                for table in (Employee, Employment)
            ]
            told = select(func.count()).where(AuditEntry.subject_kind == "employee")
            found.append(int((await session.execute(told)).scalar_one()))
        member_id = self.actor.clear(Right.COMPANY_READ).tenant()
        assert await audit.verify(self.container.context, f"member:{member_id}") == 0
        applied = view.status is Status.DONE
        assert found[:2] == ([self.count] * 2 if applied else [0, 0]), (view, found)
        if not applied:
            assert view.status is Status.PREVIEW
            # Killed before the confirmation itself was written, there is nothing to be told.
            assert view.sentence == "" or view.sentence.startswith("Cet import n’a pas été appliqué")
        return applied

    async def take_back(self) -> None:
        await self.container.imports.undo(self.actor, self.job)
        assert (await settled(self.container, self.actor, self.job)).status is Status.UNDONE
        await self.prepare()
