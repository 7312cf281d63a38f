"""The table of roles, cell by cell: what a role does not give is refused by every method, and changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from presantra.bootstrap import Container
from presantra.db.models import Attachment
from presantra.domain.errors import Forbidden
from presantra.domain.rights import EVERYTHING, RIGHT_SENTENCES, ROLES, Right, Role
from presantra.services.actor import Actor

PERSONAL = {
    # What somebody does with his own account, whatever the companies.
    "auth", "login_steps", "passkeys", "second_factor", "trusted_devices", "reauthentication", "sessions",
    "passwords", "enrolments", "profile", "preferences", "security_history", "email_changes", "closing",
    "own_data", "digest", "attachments.add",
    # What anybody asks without an account.
    "lost_identifiers", "membership.verify",
}  # fmt: skip


def methods(container: Container) -> Iterator[tuple[str, Any]]:
    """``service.method`` → every public method that an actor calls."""
    for name, service in vars(container).items():
        if not type(service).__module__.startswith("presantra.services.") or name == "context":
            continue
        for method_name, method in inspect.getmembers(service, inspect.ismethod):
            parameters = list(inspect.signature(method).parameters.values())
            if not method_name.startswith("_") and parameters and parameters[0].annotation in ("Actor", Actor):
                yield f"{name}.{method_name}", method


def right_of(method: Any) -> Right | None:
    return getattr(method, "presantra_right", None)


async def test_every_method_names_its_right_or_is_personal(container: Container) -> None:
    for name, method in methods(container):
        personal = name.split(".")[0] in PERSONAL or name in PERSONAL
        assert (right_of(method) is None) == personal, name


async def test_every_right_guards_something_and_is_told_in_words(container: Container) -> None:
    guarding = {right_of(method) for _, method in methods(container)}
    assert set(Right) - WITHOUT_METHOD_YET <= guarding
    assert set(RIGHT_SENTENCES) == set(Right) == EVERYTHING


WITHOUT_METHOD_YET: frozenset[Right] = frozenset({Right.MANDATES, Right.MESSAGES_READ, Right.MESSAGES_WRITE})


@pytest.fixture
async def somebody(container: Container, make_member: Any, make_account: Any) -> Callable[..., Any]:
    """``await somebody(role)`` → who holds this role and no other."""
    member = await make_member(siret="99142113200010")
    await make_account("paul@example.fr", members=[member], password="une longue phrase pour entrer")

    async def hold(role: Role) -> Actor:
        async with container.context.database.transaction() as session:
            await session.execute(
                update(Attachment).where(col(Attachment.member_id) == member.id).values(roles=role.value)
            )
        visitor = Actor(visitor="v" * 43, ip="192.0.2.1")
        opened = await container.auth.log_in(visitor, "paul@example.fr", "une longue phrase pour entrer")
        return await container.sessions.resolve(opened.token, visitor)

    return hold


@pytest.mark.parametrize("role", Role)
async def test_what_a_role_does_not_give_is_refused_and_changes_nothing(
    container: Container, somebody: Callable[..., Any], dump: Callable[..., Any], role: Role
) -> None:
    actor = await somebody(role)
    before = await dump()
    refused = 0
    for name, method in methods(container):
        right = right_of(method)
        if right is None:
            continue
        # Refused before its arguments are looked at: they need not make sense.
        absent = [None for p in list(inspect.signature(method).parameters.values())[1:] if p.kind is not p.KEYWORD_ONLY]
        if right not in ROLES[role].rights:
            with pytest.raises(Forbidden):
                await method(actor, *absent)
            refused += 1
        else:
            assert actor.may(right), name
    assert await dump() == before
    assert (refused == 0) == (role is Role.ADMINISTRATOR)
