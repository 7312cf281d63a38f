"""Log-in on both databases: one sentence for every refusal, one bcrypt each, nothing written."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from presantra.bootstrap import Container
from presantra.db.models import Account, LoginSession
from presantra.domain.errors import BadCredentials, Busy
from presantra.services.hashing import PasswordHasher
from tests.conftest import FixedClock, WallClock
from tests.connection import BETTER, EMAIL, GOOD, browser, enrol, resolve, settled

SENTENCE = "Adresse e-mail ou mot de passe incorrect."


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each bcrypt comparison."""
    seen: list[str] = []
    real = PasswordHasher._verify

    def counted(self: PasswordHasher, password: str, stored: str) -> bool:
        seen.append(stored)
        return real(self, password, stored)

    monkeypatch.setattr(PasswordHasher, "_verify", counted)
    return seen


async def change(container: Container, **values: Any) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(update(Account).values(**values))


async def refused(container: Container, email: str, password: str, ip: str = "192.0.2.10") -> None:
    with pytest.raises(BadCredentials) as caught:
        await container.auth.log_in(browser(ip=ip), email, password)
    assert caught.value.sentence == SENTENCE


async def sessions_of(container: Container) -> list[LoginSession]:
    async with container.context.database.reading() as session:
        return list((await session.execute(select(LoginSession).order_by(LoginSession.id))).scalars())  # type: ignore[arg-type]


async def test_right_password_opens_one_full_session(container: Container, make_account: Any, make_member: Any) -> None:
    await make_account(EMAIL, [await make_member()], password=GOOD)
    login = await container.auth.log_in(browser(), "  Claire.MARTIN@Example.fr ", GOOD)
    actor = await resolve(container, login)
    assert (login.provisional, actor.authenticated, actor.name) == (False, True, "Claire MARTIN")
    assert [company.code for company in actor.companies] == ["10001"]
    newest = (await sessions_of(container))[-1]
    assert (newest.kind, newest.ip, newest.user_agent[:11]) == ("full", "192.0.2.10", "Mozilla/5.0")
    assert login.token not in repr(newest.__dict__)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("inconnue@example.fr", GOOD),
        (EMAIL, GOOD + "x"),
        (EMAIL, GOOD.upper()),
        (EMAIL, GOOD + " "),
        (EMAIL, ""),
        ("", ""),
        ("pas une adresse", GOOD),
        ("claire.martin@example.fr\x00", GOOD),
        ("' OR 1=1 --@example.fr", GOOD),
        (EMAIL, "x" * 5000),
    ],
)
async def test_refusals_are_alike_and_change_nothing(
    container: Container, make_account: Any, dump: Any, verifications: list[str], email: str, password: str
) -> None:
    await make_account(EMAIL, password=GOOD)
    before = await dump()
    await refused(container, email, password)
    assert await dump() == before
    assert len(verifications) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"disabled": True},
        {"password_hash": ""},
        {"password_hash": "$2b$04$abcdefghijklmnopqrstuv"},
    ],
)
async def test_unusable_accounts_are_refused_like_unknown_ones(
    container: Container, make_account: Any, dump: Any, verifications: list[str], values: dict[str, Any]
) -> None:
    await make_account(EMAIL, password=GOOD)
    if values.pop("disabled", False):
        values["disabled_at"] = container.context.clock()
    await change(container, **values)
    before = await dump()
    await refused(container, EMAIL, GOOD)
    assert await dump() == before
    assert len(verifications) == 1


async def test_first_password_expires(
    container: Container, make_member: Any, mails: Any, dump: Any, clock: FixedClock, verifications: list[str]
) -> None:
    await make_member()
    await enrol(container, browser())
    [mail] = await mails()
    clock.advance(hours=72)
    before = await dump()
    await refused(container, EMAIL, mail.password)
    assert await dump() == before
    assert len(verifications) == 1


async def test_first_password_one_second_before_its_end(
    container: Container, make_member: Any, mails: Any, clock: FixedClock
) -> None:
    await make_member()
    await enrol(container, browser())
    clock.advance(hours=71, minutes=59, seconds=59)
    login = await container.auth.log_in(browser(), EMAIL, (await mails())[0].password)
    assert login.provisional


async def test_first_password_works_once(container: Container, make_member: Any, mails: Any, dump: Any) -> None:
    await make_member()
    await enrol(container, browser())
    password = (await mails())[0].password
    actor = await resolve(container, await container.auth.log_in(browser(), EMAIL, password))
    assert (actor.provisional, actor.authenticated, actor.companies, actor.member) == (True, False, (), None)
    before = await dump()
    await refused(container, EMAIL, password)
    assert await dump() == before


@pytest.mark.parametrize(
    "typed",
    [
        lambda p: p.lower(),
        lambda p: p.replace("-", " "),
        lambda p: " " + p.replace("-", "") + " ",
        lambda p: p.replace("-", "‑").lower(),
        lambda p: p.replace("0", "o").replace("1", "l"),
    ],
)
async def test_first_password_as_people_type_it(
    container: Container, make_member: Any, mails: Any, typed: Callable[[str], str]
) -> None:
    await make_member()
    await enrol(container, browser())
    login = await container.auth.log_in(browser(), EMAIL, typed((await mails())[0].password))
    assert login.provisional


async def test_one_first_password_used_by_eight_at_once_opens_one_session(
    container: Container, make_member: Any, mails: Any
) -> None:
    await make_member()
    await enrol(container, browser())
    password = (await mails())[0].password
    attempts = await asyncio.gather(
        *(container.auth.log_in(browser(f"b{n}"), EMAIL, password) for n in range(8)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in attempts) == ["BadCredentials"] * 7 + ["Login"]
    assert [row.kind for row in await sessions_of(container)] == ["provisional"]


async def test_password_replaced_during_the_check_opens_nothing_and_burns_nothing(
    container: Container, make_member: Any, mails: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail sent again between the comparison and the session must stay usable."""
    await make_member()
    await enrol(container, browser())
    old = (await mails())[0].password
    opening = container.auth._open

    async def resend_first(*args: Any) -> Any:
        await container.enrolments.resend(browser())
        return await opening(*args)

    monkeypatch.setattr(container.auth, "_open", resend_first)
    await refused(container, EMAIL, old)
    monkeypatch.undo()
    assert (await container.auth.log_in(browser(), EMAIL, (await mails())[-1].password)).provisional


async def test_decomposed_accents_are_the_same_password(container: Container, make_account: Any) -> None:
    password = "été à la crémière hâtée"
    await make_account(EMAIL, password=unicodedata.normalize("NFC", password))
    assert await container.auth.log_in(browser(), EMAIL, unicodedata.normalize("NFD", password))


@pytest.mark.parametrize("length", [256, 100])
async def test_long_passwords_count_to_their_last_character(
    container: Container, make_account: Any, length: int
) -> None:
    password = ("é" * (length - 1)) + "Z"
    await make_account(EMAIL, password=password)
    assert await container.auth.log_in(browser(), EMAIL, password)
    assert await container.auth.log_in(browser(), EMAIL, unicodedata.normalize("NFD", password))
    await refused(container, EMAIL, password[:-1] + "Y")
    await refused(container, EMAIL, password[:72])
    await refused(container, EMAIL, password + "x")


async def test_a_password_that_cannot_be_encoded_is_a_wrong_one(container: Container, make_account: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    await refused(container, EMAIL, GOOD + "\ud800")
    await refused(container, "clair\ud800@example.fr", GOOD)


async def test_rehash_when_the_cost_changes(container: Container, make_account: Any) -> None:
    actor = await make_account(EMAIL, password=GOOD)

    async def stored() -> str:
        async with container.context.database.reading() as session:
            return (await session.get_one(Account, actor.account_id)).password_hash

    await container.auth.log_in(browser(), EMAIL, GOOD)
    assert "$2b$04$" in await stored()
    container.hasher._cost = 5
    await refused(container, EMAIL, GOOD + "x")
    assert "$2b$04$" in await stored()
    await container.auth.log_in(browser(), EMAIL, GOOD)
    assert "$2b$05$" in await stored()
    await container.auth.log_in(browser(), EMAIL, GOOD)


async def test_a_crowd_at_the_moment_of_the_rehash_does_not_spoil_the_log_in(
    container: Container, make_account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_account(EMAIL, password=GOOD)
    container.hasher._cost = 5

    async def busy(_password: str) -> str:
        raise Busy

    monkeypatch.setattr(container.hasher, "hash", busy)
    assert await container.auth.log_in(browser(), EMAIL, GOOD)


async def test_waits_double_up_to_fifteen_minutes(
    container: Container, make_account: Any, wall_clock: WallClock, verifications: list[str]
) -> None:
    await make_account(EMAIL, password=GOOD)
    for attempt in range(5):
        await refused(container, EMAIL, "faux", ip=f"192.0.2.{attempt}")
    for wait in (60, 120, 240):
        wall_clock.advance(wait - 3)
        await refused(container, EMAIL, GOOD)
        wall_clock.advance(4)
        await refused(container, EMAIL, "faux")
    assert len(verifications) == 5 + 6


async def test_after_its_wait_the_right_password_works_again(
    container: Container, make_account: Any, wall_clock: WallClock
) -> None:
    await make_account(EMAIL, password=GOOD)
    for _ in range(5):
        await refused(container, EMAIL, "faux")
    await refused(container, EMAIL, GOOD)
    wall_clock.advance(61)
    assert await container.auth.log_in(browser(), EMAIL, GOOD)


async def test_waits_of_one_account_leave_others_alone(container: Container, make_account: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    await make_account("paul@example.fr", password=BETTER)
    for _ in range(6):
        await refused(container, EMAIL, "faux")
    assert await container.auth.log_in(browser(), "paul@example.fr", BETTER)


async def test_successes_are_not_counted(container: Container, make_account: Any) -> None:
    await make_account(EMAIL, password=GOOD)
    for _ in range(35):
        await container.auth.log_in(browser(), EMAIL, GOOD)
    for _ in range(4):
        await refused(container, EMAIL, "faux")
    assert await container.auth.log_in(browser(), EMAIL, GOOD)


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "claire.martin@EXAMPLE.fr",
            "claire.martin@ｅxample.fr",
            "CLAIRE.martin@example.fr",
            " claire.martin@example.fr",
            EMAIL,
        ],
    ],
)
async def test_another_spelling_of_an_address_is_not_another_counter(
    container: Container, make_account: Any, spellings: list[str]
) -> None:
    await make_account(EMAIL, password=GOOD)
    for spelling in spellings:
        await refused(container, spelling, "faux")
    await refused(container, EMAIL, GOOD)


async def test_thirty_failures_of_one_address_close_it_for_every_account(
    container: Container, make_account: Any, wall_clock: WallClock
) -> None:
    await make_account(EMAIL, password=GOOD)
    for attempt in range(30):
        await refused(container, f"inconnu{attempt}@example.fr", "faux")
    await refused(container, EMAIL, GOOD)
    assert await container.auth.log_in(browser(ip="198.51.100.7"), EMAIL, GOOD)
    wall_clock.advance(301)
    assert await container.auth.log_in(browser(), EMAIL, GOOD)


async def test_a_closed_address_costs_no_bcrypt(
    container: Container, make_account: Any, wall_clock: WallClock, verifications: list[str]
) -> None:
    await make_account(EMAIL, password=GOOD)
    for _ in range(40):
        await refused(container, EMAIL, "faux")
    for attempt in range(10):
        await refused(container, f"inconnu{attempt}@example.fr", "faux")
    # Thirty in all, those of an account that waits included: one machine must not keep the others from logging in.
    assert len(verifications) == 30


async def test_a_stranger_locks_nobody_out(
    container: Container, make_account: Any, wall_clock: WallClock, clock: FixedClock
) -> None:
    await make_account(EMAIL, password=GOOD)
    await make_account("paul@example.fr", password=BETTER)
    device = (await container.auth.log_in(browser(), EMAIL, GOOD)).device
    for attempt in range(30):
        await refused(container, EMAIL, "faux", ip=f"198.51.100.{attempt}")
        wall_clock.advance(901)
    known = replace(browser(), device=device)
    await refused(container, EMAIL, GOOD, ip="203.0.113.1")  # 25 a day for whoever is not known
    login = await container.auth.log_in(known, EMAIL, GOOD)
    assert login.device == device
    # The proof holds for one address, and what it lets through is counted too.
    for proof in (device, f"{device}0", "", ".", "é.é", device.replace(".", "..")):
        stranger = replace(browser(ip="203.0.113.2"), device=proof)
        with pytest.raises(BadCredentials):
            await container.auth.log_in(stranger, EMAIL if proof != device else "paul@example.fr", GOOD)
    for _ in range(5):
        with pytest.raises(BadCredentials):
            await container.auth.log_in(known, EMAIL, "faux")
    with pytest.raises(BadCredentials):
        await container.auth.log_in(known, EMAIL, GOOD)
    wall_clock.advance(61)
    assert await container.auth.log_in(known, EMAIL, GOOD)


async def test_a_link_used_opens_the_way_past_a_stranger_s_failures(
    container: Container, make_account: Any, mails: Any
) -> None:
    await make_account(EMAIL, password=GOOD)
    await container.passwords.forgot(browser(), EMAIL)
    for attempt in range(5):
        await refused(container, EMAIL, "faux", ip=f"198.51.100.{attempt}")
    link = (await mails())[-1].link_token
    device = await container.passwords.reset(browser(), link, BETTER, BETTER)
    await refused(container, EMAIL, BETTER)
    assert await container.auth.log_in(replace(browser(), device=device), EMAIL, BETTER)


async def test_journal_of_log_ins(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    actor = await settled(container, mails, browser())
    await container.auth.log_in(browser(), EMAIL, GOOD)
    lines = [(line.action, line.ip) for line in await container.profile.security_history(actor)]
    assert lines == [
        ("Connexion", "192.0.2.10"),
        ("Mot de passe choisi", "192.0.2.10"),
        ("Connexion avec le mot de passe provisoire", "192.0.2.10"),
    ]
