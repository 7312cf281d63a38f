"""Double authentification: set up, renewed, removed; each act needs a recent proof and tells the holder."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select

from presantra.bootstrap import Container
from presantra.db.models import RecoveryCode, TotpFactor
from presantra.domain.errors import (
    BadCredentials,
    InvalidValue,
    ReauthenticationNeeded,
    SessionExpired,
    Throttled,
    WrongProof,
)
from presantra.services.actor import ANONYMOUS, Actor, System
from tests.connection import EMAIL, GOOD, browser, resolve, totp_code, with_second_factor

SHORT = "Pivoine 88 nu"  # thirteen characters: too short without a second factor


@pytest.fixture
async def claire(make_member: Any, make_account: Any) -> Actor:
    actor: Actor = await make_account(EMAIL, [await make_member()], password=GOOD)
    return actor


async def all_of(container: Container, model: Any) -> list[Any]:
    async with container.context.database.reading() as session:
        return list((await session.execute(select(model))).scalars())


async def subjects(mails: Any) -> list[str]:
    return [mail.subject.partition(" – ")[2] for mail in await mails() if mail.kind == "security_notice"]


async def test_set_up(container: Container, claire: Actor, mails: Any) -> None:
    assert (await container.second_factor.view(claire)).since is None
    setup = await container.second_factor.begin(claire)
    assert setup.image.startswith("data:image/svg+xml")
    assert (await container.second_factor.begin(claire)).secret == setup.secret  # a reloaded page
    assert (await container.second_factor.view(claire)).since is None  # not yet: the password alone still opens
    codes = await container.second_factor.confirm(claire, totp_code(setup.secret, container.context.clock()))
    assert len(set(codes)) == 10
    view = await container.second_factor.view(claire)
    assert (view.since, view.codes_left) == (container.context.clock(), 10)
    assert await subjects(mails) == ["Double authentification activée"]
    assert (await container.profile.security_history(claire))[0].action == "Double authentification activée"
    with pytest.raises(InvalidValue, match="déjà activée"):
        await container.second_factor.begin(claire)


async def test_nothing_secret_is_stored_in_clear(container: Container, claire: Actor, dump: Any) -> None:
    secret, codes = await with_second_factor(container, claire)
    stored = repr(await dump())
    assert secret.replace(" ", "") not in stored
    assert secret.replace(" ", "").encode().hex() not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


async def test_a_sealed_secret_moved_to_another_account_is_worth_nothing(
    container: Container, claire: Actor, make_account: Any
) -> None:
    secret, _ = await with_second_factor(container, claire)
    paul = await make_account("paul@example.fr")
    await with_second_factor(container, paul)
    async with container.context.database.transaction() as session:
        hers = await session.get_one(TotpFactor, claire.account_id)
        his = await session.get_one(TotpFactor, paul.account_id)
        his.secret_sealed, his.last_step = hers.secret_sealed, 0
    with pytest.raises(InvalidTag):
        await container.reauthentication.by_code(paul, totp_code(secret, container.context.clock()))


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "é" * 6, "0" * 500])
async def test_a_wrong_first_code_changes_nothing(container: Container, claire: Actor, dump: Any, code: str) -> None:
    secret = (await container.second_factor.begin(claire)).secret
    assert code != totp_code(secret, container.context.clock())
    before = await dump()
    with pytest.raises(WrongProof):
        await container.second_factor.confirm(claire, code)
    assert await dump() == before


async def test_a_set_up_expires(container: Container, claire: Actor, clock: Any) -> None:
    with pytest.raises(InvalidValue, match="expiré"):
        await container.second_factor.confirm(claire, "000000")
    first = (await container.second_factor.begin(claire)).secret
    clock.advance(minutes=30)
    actor = await resolve(container, await container.auth.log_in(browser(), EMAIL, GOOD))
    with pytest.raises(InvalidValue, match="expiré"):
        await container.second_factor.confirm(actor, totp_code(first, clock.now))
    second = (await container.second_factor.begin(actor)).secret
    assert second != first
    await container.second_factor.confirm(actor, totp_code(second, clock.now))


async def test_wrong_codes_wait(container: Container, claire: Actor, dump: Any, wall_clock: Any) -> None:
    secret = (await container.second_factor.begin(claire)).secret
    for _ in range(5):
        with pytest.raises(WrongProof):
            await container.second_factor.confirm(claire, "abc")
    before = await dump()
    with pytest.raises(Throttled):
        await container.second_factor.confirm(claire, totp_code(secret, container.context.clock()))
    assert await dump() == before
    wall_clock.advance(301)
    await container.second_factor.confirm(claire, totp_code(secret, container.context.clock()))


async def test_renewed_codes(container: Container, claire: Actor, mails: Any) -> None:
    _, old = await with_second_factor(container, claire)
    new = await container.second_factor.regenerate(claire)
    assert not set(old) & set(new)
    for code in old:
        with pytest.raises((WrongProof, Throttled)):
            await container.reauthentication.by_code(claire, code)
    assert len(await all_of(container, RecoveryCode)) == 10
    assert await subjects(mails) == ["Double authentification activée", "Codes de secours renouvelés"]


async def test_removal(container: Container, claire: Actor, mails: Any) -> None:
    await with_second_factor(container, claire)
    await container.second_factor.remove(claire)
    assert await all_of(container, RecoveryCode) == await all_of(container, TotpFactor) == []
    assert (await container.auth.log_in(browser(), EMAIL, GOOD)).token
    assert (await subjects(mails))[-1] == "Double authentification désactivée"
    for act in (container.second_factor.remove, container.second_factor.regenerate):
        with pytest.raises(InvalidValue, match="n’est pas activée"):
            await act(claire)


async def test_each_act_needs_a_recent_proof(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    secret, _ = await with_second_factor(container, claire)
    clock.advance(minutes=5)
    before = await dump()
    acts = (
        container.second_factor.begin(claire),
        container.second_factor.confirm(claire, totp_code(secret, clock.now)),
        container.second_factor.regenerate(claire),
        container.second_factor.remove(claire),
    )
    for act in acts:
        with pytest.raises(ReauthenticationNeeded):
            await act
    for act in (container.second_factor.begin(ANONYMOUS), container.second_factor.view(ANONYMOUS)):
        with pytest.raises(SessionExpired):
            await act
    assert await dump() == before


async def test_a_shorter_password_needs_the_second_factor(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    assert not (await container.passwords.advise(claire, SHORT)).ok
    await with_second_factor(container, claire)
    assert (await container.passwords.advise(claire, SHORT)).ok
    await container.passwords.mail_link(claire)
    token = (await mails())[-1].link_token
    assert (await container.passwords.advise(browser(), SHORT, token)).ok
    assert not (await container.passwords.advise(browser(), SHORT, "autre")).ok
    await container.passwords.reset(browser(), token, SHORT, SHORT)
    before = await dump()
    with pytest.raises(InvalidValue, match="trop court"):
        await container.second_factor.remove(claire)
    assert await dump() == before


async def test_a_code_is_a_recent_proof_once(container: Container, claire: Actor, clock: Any, dump: Any) -> None:
    secret, codes = await with_second_factor(container, claire)
    clock.advance(minutes=10)
    code = totp_code(secret, clock.now)
    await container.reauthentication.by_code(claire, code)
    before = await dump()
    with pytest.raises(WrongProof):
        await container.reauthentication.by_code(claire, code)
    assert await dump() == before
    await container.reauthentication.by_code(claire, codes[3])
    with pytest.raises(WrongProof):
        await container.reauthentication.by_code(claire, codes[3])
    assert (await container.second_factor.view(claire)).codes_left == 9


async def test_without_a_second_factor_no_code_is_a_proof(container: Container, claire: Actor, dump: Any) -> None:
    before = await dump()
    with pytest.raises(WrongProof):
        await container.reauthentication.by_code(claire, "000000")
    assert await dump() == before


async def test_the_service_unlocks_somebody_who_has_lost_everything(
    container: Container, claire: Actor, mails: Any, dump: Any
) -> None:
    before = await dump()
    for address in (EMAIL, "inconnu@example.fr", "rien"):
        with pytest.raises(InvalidValue):
            await container.second_factor.remove_for(System(), address)
    assert await dump() == before
    await with_second_factor(container, claire)
    assert await container.second_factor.remove_for(System(), EMAIL.upper()) == "Claire MARTIN"
    assert (await container.auth.log_in(browser(), EMAIL, GOOD)).token
    assert (await subjects(mails))[-1] == "Double authentification désactivée"


async def test_unlocked_with_a_short_password(container: Container, claire: Actor, mails: Any) -> None:
    await with_second_factor(container, claire)
    await container.passwords.mail_link(claire)
    await container.passwords.reset(browser(), (await mails())[-1].link_token, SHORT, SHORT)
    await container.second_factor.remove_for(System(), EMAIL)
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), EMAIL, SHORT)
    await container.passwords.reset(browser(), (await mails())[-1].link_token, GOOD, GOOD)
    assert (await container.auth.log_in(browser(), EMAIL, GOOD)).token
