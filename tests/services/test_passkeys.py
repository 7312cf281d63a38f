"""Clés d’accès: what a right one opens, and every way to be wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.db.models import Account
from presantra.domain.errors import (
    DomainError,
    InvalidValue,
    NotFound,
    ReauthenticationNeeded,
    SessionExpired,
    Throttled,
    WrongProof,
)
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.passkeys import MAX_PASSKEYS
from presantra.services.recent import is_recent
from tests.authenticator import PRESENT, Authenticator, encoded
from tests.connection import EMAIL, GOOD, browser, resolve, with_second_factor

CHALLENGES = "passkey_challenge"


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return replace(actor, user_agent=browser().user_agent)


async def added(container: Container, actor: Actor, name: str = "Téléphone") -> Authenticator:
    key = Authenticator()
    await container.passkeys.add(actor, key.create(await container.passkeys.ask_to_add(actor)), name)
    return key


async def test_add(container: Container, claire: Actor, mails: Any, clock: Any) -> None:
    options = await container.passkeys.ask_to_add(claire)
    assert (options["rp"]["id"], options["user"]["name"]) == ("localhost", EMAIL)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    view = await container.passkeys.add(claire, Authenticator().create(options), "  Mon   téléphone ")
    assert await container.passkeys.list(claire) == (view,)
    assert (view.name, view.added_at, view.last_used_at) == ("Mon téléphone", clock.now, None)
    [mail] = await mails()
    assert "« Mon téléphone »" in mail.text.replace("\u00a0", " ")
    assert (await container.profile.security_history(claire))[0].action == "Clé d’accès ajoutée"
    again = await container.passkeys.ask_to_add(claire)
    assert len(again["excludeCredentials"]) == 1
    unnamed = await container.passkeys.add(claire, Authenticator().create(again), "")
    assert unnamed.name == "Firefox sur Windows"


async def test_log_in(container: Container, claire: Actor, clock: Any) -> None:
    key = await added(container, claire)
    options = await container.passkeys.ask_to_log_in(browser())
    assert "allowCredentials" not in options or options["allowCredentials"] == []
    login = await container.passkeys.log_in(browser(), key.get(options))
    actor = await resolve(container, login)
    assert (actor.email, actor.reauthenticated_at) == (EMAIL, clock.now)
    assert (await container.profile.security_history(actor))[0].action == "Connexion avec une clé d’accès"
    assert (await container.passkeys.list(actor))[0].last_used_at == clock.now


async def test_it_counts_as_both_factors(container: Container, claire: Actor) -> None:
    await with_second_factor(container, claire)
    key = await added(container, claire)
    login = await container.passkeys.log_in(browser(), key.get(await container.passkeys.ask_to_log_in(browser())))
    assert login.token


Lie = Callable[[Authenticator], None]


def _lie(**values: Any) -> Lie:
    return lambda key: key.__dict__.update(values)


LIES: dict[str, Lie] = {
    "nobody verified": _lie(flags=PRESENT),
    "nobody present": _lie(flags=0),
    "another site": _lie(origin="https://evil.example"),
    "another port": _lie(origin="http://localhost:3001"),
    "another domain": _lie(domain="evil.example"),
    "another key": lambda key: key.__dict__.update(key=Authenticator().key),
    "unknown credential": _lie(credential_id=b"x" * 32),
    "somebody else's handle": _lie(handle=b"0" * 16),
    "no handle": _lie(handle=b""),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_lies_open_nothing(container: Container, claire: Actor, dump: Any, lie: Lie) -> None:
    key = await added(container, claire)
    lie(key)
    options = await container.passkeys.ask_to_log_in(browser())
    before = await dump(CHALLENGES)
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser(), key.get(options))
    assert await dump(CHALLENGES) == before


async def test_a_counter_that_goes_back_is_a_copy(container: Container, claire: Actor, dump: Any) -> None:
    key = await added(container, claire)
    for _ in range(3):
        await container.passkeys.log_in(browser(), key.get(await container.passkeys.ask_to_log_in(browser())))
    key.counter = 1
    options = await container.passkeys.ask_to_log_in(browser())
    before = await dump(CHALLENGES)
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser(), key.get(options))
    assert await dump(CHALLENGES) == before


async def test_a_challenge_is_answered_once_in_time_by_whoever_was_asked(
    container: Container, claire: Actor, clock: Any, dump: Any
) -> None:
    key = await added(container, claire)
    answer = key.get(await container.passkeys.ask_to_log_in(browser()))
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser("voleur"), answer)
    await container.passkeys.log_in(browser(), answer)
    late = key.get(await container.passkeys.ask_to_log_in(browser()))
    clock.advance(minutes=3)
    mine = key.get({"challenge": encoded(b"0" * 32)})
    before = await dump()
    for wrong in (answer, late, mine):
        with pytest.raises(WrongProof):
            await container.passkeys.log_in(browser(), wrong)
    assert await dump() == before


async def test_a_challenge_serves_its_purpose_only(container: Container, claire: Actor, dump: Any) -> None:
    key = await added(container, claire)
    options = await container.passkeys.ask_to_confirm(claire)
    before = await dump()
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser(), key.get(options))
    with pytest.raises(WrongProof):
        await container.passkeys.add(claire, Authenticator().create(options | {"user": {"id": "eA"}}), "")
    assert await dump() == before


async def test_twice_at_the_same_instant(container: Container, claire: Actor) -> None:
    key = await added(container, claire)
    answer = key.get(await container.passkeys.ask_to_log_in(browser()))
    log_in = container.passkeys.log_in
    done = await asyncio.gather(*(log_in(browser(), answer) for _ in range(4)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Login", *["WrongProof"] * 3]


JUNK = [
    "", "null", "[]", "{}", "x", '{"id": 1}', '{"id": "a", "response": {"clientDataJSON": "é"}}', "[" * 2000,
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "e30"}}',
    '{"id": {}, "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAiIn0", "userHandle": 3}}', "\ud800", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK)
async def test_junk_is_refused_without_a_fault(container: Container, claire: Actor, dump: Any, junk: str) -> None:
    before = await dump()
    for attempt in (
        container.passkeys.log_in(browser(), junk),
        container.passkeys.add(claire, junk, ""),
        container.passkeys.confirm(claire, junk),
        container.passkeys.take_step(browser(), "x", junk),
    ):
        with pytest.raises(WrongProof):
            await attempt
    assert await dump() == before


@pytest.mark.parametrize("damage", ["attestationObject", "clientDataJSON", "id", "rawId", "type", "response"])
async def test_a_damaged_registration(container: Container, claire: Actor, dump: Any, damage: str) -> None:
    content = json.loads(Authenticator().create(await container.passkeys.ask_to_add(claire)))
    before = await dump(CHALLENGES)
    place = content["response"] if damage in content["response"] else content
    place[damage] = "oWNmbXRkbm9uZQ"  # the CBOR of {"fmt": "none"}
    with pytest.raises(WrongProof):
        await container.passkeys.add(claire, json.dumps(content), "")
    assert await dump(CHALLENGES) == before


async def test_a_credential_is_registered_once(
    container: Container, claire: Actor, make_account: Any, dump: Any
) -> None:
    key = await added(container, claire)
    paul = await make_account("paul@example.fr")
    options = await container.passkeys.ask_to_add(paul)
    before = await dump(CHALLENGES)
    with pytest.raises(WrongProof):
        await container.passkeys.add(paul, key.create(options), "")
    assert await dump(CHALLENGES) == before


async def test_not_too_many(container: Container, claire: Actor, dump: Any) -> None:
    for _ in range(MAX_PASSKEYS):
        await added(container, claire)
    before = await dump()
    with pytest.raises(InvalidValue, match="10 clés d’accès au plus"):
        await container.passkeys.ask_to_add(claire)
    assert await dump() == before


async def test_second_factor_after_the_password(container: Container, claire: Actor, make_account: Any) -> None:
    await with_second_factor(container, claire)
    key = await added(container, claire)
    stranger = await added(container, await make_account("paul@example.fr"))
    step = (await container.auth.log_in(browser(), EMAIL, GOOD)).step
    options = await container.passkeys.ask_for_step(step)
    assert [one["id"] for one in options["allowCredentials"]] == [encoded(key.credential_id)]
    with pytest.raises(WrongProof):
        await container.passkeys.take_step(browser(), step, stranger.get(options))
    options = await container.passkeys.ask_for_step(step)
    with pytest.raises(WrongProof):
        await container.passkeys.take_step(browser(), "autre", key.get(options))
    login = await container.passkeys.take_step(browser(), step, key.get(options), trust=True)
    assert login.trust
    assert (await resolve(container, login)).email == EMAIL
    for token in (step, "", "x"):
        with pytest.raises(SessionExpired):
            await container.passkeys.ask_for_step(token)


async def test_recent_proof(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    key = await added(container, claire)
    login = await container.auth.log_in(browser(), EMAIL, GOOD)
    clock.advance(minutes=10)
    actor = await resolve(container, login)
    with pytest.raises(ReauthenticationNeeded):
        await container.passkeys.ask_to_add(actor)
    with pytest.raises(ReauthenticationNeeded):
        await container.passkeys.add(actor, "{}", "")
    await container.passkeys.confirm(actor, key.get(await container.passkeys.ask_to_confirm(actor)))
    assert is_recent(container.context, await resolve(container, login))
    for nobody in (container.passkeys.ask_to_confirm(ANONYMOUS), container.passkeys.confirm(ANONYMOUS, "{}")):
        with pytest.raises(SessionExpired):
            await nobody


async def test_without_a_passkey(container: Container, claire: Actor, dump: Any) -> None:
    before = await dump()
    with pytest.raises(InvalidValue, match="n’a pas de clé"):
        await container.passkeys.ask_to_confirm(claire)
    assert await dump() == before


async def test_removal(
    container: Container, claire: Actor, make_account: Any, mails: Any, clock: Any, dump: Any
) -> None:
    key = await added(container, claire)
    paul = await make_account("paul@example.fr")
    [view] = await container.passkeys.list(claire)
    before = await dump()
    for actor, public_id in ((paul, view.public_id), (claire, "x"), (claire, str(claire.account_public_id))):
        with pytest.raises(NotFound):
            await container.passkeys.remove(actor, public_id)
    assert await dump() == before
    await container.passkeys.remove(claire, view.public_id)
    assert await container.passkeys.list(claire) == ()
    assert (await mails())[-1].subject == "Sécurité de votre compte – Clé d’accès retirée"
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser(), key.get(await container.passkeys.ask_to_log_in(browser())))
    await added(container, claire)
    [view] = await container.passkeys.list(claire)
    clock.advance(minutes=5)
    with pytest.raises(ReauthenticationNeeded):
        await container.passkeys.remove(claire, view.public_id)


async def test_a_disabled_account(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    key = await added(container, claire)
    async with container.context.database.transaction() as session:
        (await session.get_one(Account, claire.account_id)).disabled_at = clock.now
    options = await container.passkeys.ask_to_log_in(browser())
    before = await dump(CHALLENGES)
    with pytest.raises(WrongProof):
        await container.passkeys.log_in(browser(), key.get(options))
    assert await dump(CHALLENGES) == before


async def test_strangers_pay_for_their_questions(container: Container, dump: Any) -> None:
    for _ in range(60):
        await container.passkeys.ask_to_log_in(browser())
    assert len((await dump())[CHALLENGES]) == 1
    before = await dump()
    refused: list[tuple[Actor, type[DomainError]]] = [
        (browser(), Throttled),
        (browser("", "192.0.2.11"), InvalidValue),
    ]
    for visitor, error in refused:
        with pytest.raises(error):
            await container.passkeys.ask_to_log_in(visitor)
    assert await dump() == before
