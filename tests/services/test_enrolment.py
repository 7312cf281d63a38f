"""From the letter to the account: what is answered, what is written, what is mailed; and what nobody obtains."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.domain.errors import (
    BadIdentifiers,
    InvalidForm,
    Throttled,
)
from tests.conftest import WallClock
from tests.connection import CODE, EMAIL, GOOD, IDENTITY, NUMBER, accounts, browser, enrol, settled

OTHER = "c.martin@example.fr"


# Identifiers


@pytest.mark.parametrize(
    ("code", "number"),
    [("10001", "TD-K4M7-P2XD"), ("99999", NUMBER), ("10001-1", NUMBER), ("99999", "TD-0000-0000")],
)
async def test_wrong_pairs_get_one_sentence_and_change_nothing(
    container: Container, make_member: Any, dump: Any, code: str, number: str
) -> None:
    await make_member()
    before = await dump()
    with pytest.raises(BadIdentifiers) as caught:
        await container.enrolments.verify(browser(), code, number)
    assert caught.value.sentence == (
        "Le code adhérent et le n° de télédéclarant ne correspondent pas. "
        "Vérifiez-les sur le courrier que vous avez reçu."
    )
    assert await dump() == before


async def test_a_member_without_a_number_cannot_be_enrolled(container: Container, make_member: Any) -> None:
    member = await make_member()
    async with container.context.database.transaction() as session:
        (await session.get_one(type(member), member.id)).declarant_number_digest = None
    for number in (NUMBER, "TD-0000-0000"):
        with pytest.raises(BadIdentifiers):
            await container.enrolments.verify(browser(), CODE, number)


@pytest.mark.parametrize(
    ("code", "number", "fields"),
    [
        ("", "", ["code", "number"]),
        ("abc", NUMBER, ["code"]),
        ("10001", "TD-K4M7", ["number"]),
        ("10001'; DROP TABLE member; --", "<script>", ["code", "number"]),
        ("１０００１" * 20, NUMBER, ["code"]),
        ("10001\x00", NUMBER, ["code"]),
    ],
)
async def test_malformed_identifiers(
    container: Container, make_member: Any, dump: Any, code: str, number: str, fields: list[str]
) -> None:
    await make_member()
    before = await dump()
    with pytest.raises(InvalidForm) as caught:
        await container.enrolments.verify(browser(), code, number)
    assert list(caught.value.errors) == fields
    assert await dump() == before


@pytest.mark.parametrize("number", ["td k4m7 p2xc", "K4M7P2XC", "TD—K4M7—P2XC", "  TD-K4M7-P2XC  "])
async def test_identifiers_as_people_type_them(container: Container, make_member: Any, number: str) -> None:
    await make_member()
    view = await container.enrolments.verify(browser(), " 10001 ", number)
    assert (view.company, view.code, view.email) == ("Menuiserie Lefèvre", "10001", "")


async def test_five_failures_close_a_code_for_a_quarter_of_an_hour(
    container: Container, make_member: Any, dump: Any, wall_clock: WallClock
) -> None:
    await make_member()
    await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    for attempt in range(5):
        with pytest.raises(BadIdentifiers):
            await container.enrolments.verify(browser(ip=f"192.0.2.{attempt}"), CODE, "TD-0000-0000")
    before = await dump()
    with pytest.raises(Throttled) as caught:
        await container.enrolments.verify(browser(ip="198.51.100.1"), CODE, NUMBER)
    assert 890 <= caught.value.retry_after <= 900
    assert await dump() == before
    await container.enrolments.verify(browser(ip="192.0.2.1"), "20002", "TD-G7V2-J3ZK")
    wall_clock.advance(901)
    await container.enrolments.verify(browser(), CODE, NUMBER)


async def test_an_unknown_code_is_throttled_like_a_known_one(container: Container) -> None:
    for attempt in range(5):
        with pytest.raises(BadIdentifiers):
            await container.enrolments.verify(browser(ip=f"192.0.2.{attempt}"), "77777", NUMBER)
    with pytest.raises(Throttled):
        await container.enrolments.verify(browser(), "77777", NUMBER)


async def test_ten_failures_close_an_address_for_an_hour(container: Container, make_member: Any) -> None:
    await make_member()
    for attempt in range(10):
        with pytest.raises(BadIdentifiers):
            await container.enrolments.verify(browser(), f"3000{attempt}", NUMBER)
    with pytest.raises(Throttled) as caught:
        await container.enrolments.verify(browser(), CODE, NUMBER)
    assert 3500 <= caught.value.retry_after <= 3600
    await container.enrolments.verify(browser(ip="198.51.100.1"), CODE, NUMBER)


# The account


async def test_account_created(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await enrol(container, browser(), email=" Claire.Martin@EXAMPLE.fr ")
    [account] = await accounts(container)
    assert (account.email, account.email_key) == ("Claire.Martin@example.fr", EMAIL)
    assert (account.last_name, account.first_name, account.job_title) == ("Martin", "Claire", "Gérante")
    assert (account.password_state, account.first_used_at) == ("first", None)
    [mail] = await mails()
    assert (mail.kind, mail.to) == ("first_password", "Claire.Martin@example.fr")
    for fact in ("Claire MARTIN", "Menuiserie Lefèvre", "10001", "http://localhost:3000/connexion"):
        assert fact in mail.text
    assert mail.password.replace("-", "") not in repr(account.__dict__)


async def test_whole_procedure(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    actor = await settled(container, mails, browser())
    assert (actor.authenticated, actor.name, actor.member.code if actor.member else "") == (
        True,
        "Claire MARTIN",
        "10001",
    )
    assert [mail.kind for mail in await mails()] == ["first_password", "password_changed"]


@pytest.mark.parametrize(
    ("identity", "errors"),
    [
        ({"last_name": " "}, {"last_name": "Indiquez votre nom."}),
        ({"first_name": ""}, {"first_name": "Indiquez votre prénom."}),
        ({"job_title": ""}, {"job_title": "Indiquez votre fonction."}),
        ({"email": ""}, {"email": "Indiquez une adresse e-mail."}),
        ({"last_name": "x" * 201}, {"last_name": "200 caractères au maximum (il y en a 201)."}),
    ],
)
async def test_incomplete_identity(
    container: Container, make_member: Any, dump: Any, identity: dict[str, str], errors: dict[str, str]
) -> None:
    await make_member()
    await container.enrolments.verify(browser(), CODE, NUMBER)
    before = await dump()
    with pytest.raises(InvalidForm) as caught:
        await container.enrolments.create_account(browser(), IDENTITY | identity)
    assert {name: text.replace("\u202f", " ") for name, text in caught.value.errors.items()} == errors
    assert await dump() == before


@pytest.mark.parametrize(
    "email",
    [
        "sans-arobase",
        "a@b",
        "a@-exemple.fr",
        "a b@exemple.fr",
        "élodie@exemple.fr",
        "a@exemple.fr\r\nBcc: tous@exemple.fr",
        "a@exemple.fr\x00",
        "a@[127.0.0.1]",
        "Claire <a@exemple.fr>",
        "a@exemple.fr, b@exemple.fr",
        "\ud800@exemple.fr",
        "x" * 250 + "@exemple.fr",
    ],
)
async def test_addresses_that_cannot_receive(container: Container, make_member: Any, dump: Any, email: str) -> None:
    await make_member()
    await container.enrolments.verify(browser(), CODE, NUMBER)
    before = await dump()
    with pytest.raises(InvalidForm) as caught:
        await container.enrolments.create_account(browser(), IDENTITY | {"email": email})
    assert list(caught.value.errors) == ["email"]
    assert await dump() == before


@pytest.mark.parametrize(
    ("last_name", "first_name"),
    [
        ("x" * 200, "y" * 200),
        ("ß" * 200, "ŉ" * 200),
        ("ﬃ" * 200, "ﬃ" * 200),
        ("ΐ" * 200, "😀" * 200),
        ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>"),
        ("'); DROP TABLE account; --", '" OR ""="'),
        ("{{ 7*7 }}", "{% raw %}"),
        ("O’Connor-D'Été", "%s %(name)s"),
        ("👩‍🚒", "مريم"),
    ],
)
async def test_hostile_names_are_only_names(
    container: Container, make_member: Any, mails: Any, last_name: str, first_name: str
) -> None:
    await make_member()
    actor = await settled(container, mails, browser(), last_name=last_name, first_name=first_name, job_title=last_name)
    [account] = await accounts(container)
    assert (account.last_name, account.first_name, account.job_title) == (last_name, first_name, last_name)
    assert actor.name == f"{first_name} {last_name.upper()}"
    assert len(await container.profile.security_history(actor)) == 2


async def test_an_internationalised_domain(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await enrol(container, browser(), email="claire@été-menuiserie.fr")
    [mail] = await mails()
    assert mail.to == "claire@" + "été-menuiserie.fr".encode("idna").decode()
    assert (await container.auth.log_in(browser(), "claire@été-menuiserie.fr", mail.password)).provisional


# Twice, together, elsewhere


async def test_double_click_creates_one_account_and_one_mail(
    container: Container, make_member: Any, mails: Any
) -> None:
    await make_member()
    await container.enrolments.verify(browser(), CODE, NUMBER)
    views = await asyncio.gather(*(container.enrolments.create_account(browser(), IDENTITY) for _ in range(5)))
    assert {view.email for view in views} == {EMAIL}
    assert len(await accounts(container)) == 1
    assert [mail.kind for mail in await mails()] == ["first_password"]


async def test_two_browsers_with_one_address_at_the_same_time(
    container: Container, make_member: Any, mails: Any
) -> None:
    await make_member()
    people = [browser(f"b{n}") for n in range(4)]
    for person in people:
        await container.enrolments.verify(person, CODE, NUMBER)
    views = await asyncio.gather(*(container.enrolments.create_account(person, IDENTITY) for person in people))
    assert {(view.company, view.code, view.email) for view in views} == {("Menuiserie Lefèvre", "10001", EMAIL)}
    assert len(await accounts(container)) == 1
    assert sorted(mail.kind for mail in await mails()) == ["account_exists"] * 3 + ["first_password"]


async def test_two_people_with_one_letter_both_get_an_account_and_the_first_is_told(
    container: Container, make_member: Any, mails: Any
) -> None:
    await make_member()
    await settled(container, mails, browser())
    second = await settled(
        container, mails, browser("paul"), email="paul.durand@cabinet.fr", first_name="Paul", last_name="Durand"
    )
    assert second.member is not None
    told = [mail for mail in await mails() if mail.kind == "someone_attached"]
    assert [mail.to for mail in told] == [EMAIL]
    assert "Paul DURAND" in told[0].text
    assert "p•••@cabinet.fr" in told[0].text
    assert "paul.durand@cabinet.fr" not in told[0].text


async def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(
    container: Container, make_member: Any, mails: Any, dump: Any
) -> None:
    await make_member()
    await settled(container, mails, browser())
    before = await dump("enrolment", "outbox_mail")
    await container.enrolments.verify(browser("autre"), CODE, NUMBER)
    view = await container.enrolments.create_account(
        browser("autre"), IDENTITY | {"email": "CLAIRE.martin@example.fr", "last_name": "Pirate"}
    )
    assert (view.company, view.code, view.email) == ("Menuiserie Lefèvre", "10001", "CLAIRE.martin@example.fr")
    assert await dump("enrolment", "outbox_mail") == before
    last = (await mails())[-1]
    assert (last.kind, last.to) == ("account_exists", EMAIL)
    assert "http://localhost:3000/espace/ajouter-une-entreprise" in last.text
    assert await container.auth.log_in(browser(), EMAIL, GOOD)


async def test_known_address_sent_again_says_so_again(container: Container, make_member: Any, mails: Any) -> None:
    await make_member()
    await settled(container, mails, browser())
    await enrol(container, browser("autre"))
    await container.enrolments.resend(browser("autre"))
    assert [mail.kind for mail in await mails()][2:] == ["account_exists", "account_exists"]
