"""An accounting firm, with what its clients let it do: to be tried without any letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account, Cabinet, CabinetMember, Mandate
from presantra.db.repositories import members
from presantra.domain.clock import paris_date
from presantra.domain.rights import Role, stored_roles
from presantra.services.context import ServiceContext
from presantra.services.hashing import PasswordHasher

EMAIL = "paul.delorme@cabinet-delorme.example"
PASSWORD = "orge-lanterne-78-cabinet-Fanfare"
NAME, SIREN = "Cabinet Delorme", "732829320"


@dataclass(frozen=True, slots=True)
class DemoMandate:
    """``days``: how long it still lasts; None: without end."""

    code: str
    roles: frozenset[Role]
    follow_up: bool
    given_by: str
    days: int | None = None


MANDATES = (
    DemoMandate("10001", frozenset({Role.DECLARATION, Role.BILLING}), False, "Claire LEFÈVRE"),
    DemoMandate("10001-1", frozenset({Role.DECLARATION, Role.SUMMONS}), True, "Claire LEFÈVRE"),
    DemoMandate("20002", frozenset({Role.BILLING, Role.READER}), False, "Ali MOREL", days=21),
)


async def hashed_password(context: ServiceContext) -> str:
    hasher = PasswordHasher(context.keys.pepper, context.settings.bcrypt_cost)
    try:
        return await hasher.hash(PASSWORD)
    finally:
        hasher.close()


async def write_firm(session: AsyncSession, context: ServiceContext, password: str, now: datetime) -> None:
    account = Account(
        email=EMAIL, email_key=EMAIL, last_name="Delorme", first_name="Paul", job_title="Expert-comptable",
        password_hash=password, password_state="own",  # noqa: S106 (a state, not a password)
        created_at=now,
    )  # fmt: skip
    cabinet = Cabinet(name=NAME, siren=SIREN, email=EMAIL, created_at=now)
    session.add_all((account, cabinet))
    await session.flush()
    session.add(
        CabinetMember(cabinet_id=cabinet.id or 0, account_id=account.id or 0, administrator=True, created_at=now)
    )
    for demo in MANDATES:
        member = await members.by_code(session, demo.code)
        assert member is not None
        assert member.id is not None
        today = paris_date(now)
        session.add(
            Mandate(
                gift=uuid4(),
                member_id=member.id,
                cabinet_id=cabinet.id,
                email=EMAIL,
                roles=stored_roles(demo.roles),
                follow_up=demo.follow_up,
                starts_on=today,
                ends_on=today + timedelta(days=demo.days) if demo.days else None,
                given_by=demo.given_by,
                given_at=now,
                accepted_by="Paul DELORME",
                accepted_at=now,
            )
        )
