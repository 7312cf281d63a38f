"""No log holds what a person typed, whoever writes it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from presantra import logging_setup
from presantra.bootstrap import Container
from presantra.db.models import Account
from presantra.domain.errors import BadCredentials, BadIdentifiers, LinkInvalid
from presantra.logging_setup import discreet
from tests.connection import BETTER, CODE, EMAIL, GOOD, IDENTITY, NUMBER, browser, settled

SECRET = "presantra=jeton-de-Claire; motdepasse"


@pytest.fixture(autouse=True)
def _installed() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    logging_setup.install()
    logging_setup.install()
    yield
    logging.setLogRecordFactory(before)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that any logger writes, as a file would hold it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


# The sentences of Reflex 0.10.1, as its source writes them.
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            f"Error transforming event payload for handler EntrepriseState.save: Error transforming event {SECRET}",
            "Error transforming event payload for handler EntrepriseState.save […]",
        ),
        (
            f"Received event from session a1B2 with no associated token. This may indicate a bug. Event data: {SECRET}",
            "Received event from session a1B2 with no associated token […]",
        ),
        (
            f"Received event data as a string. This generally should not happen. Event data: {SECRET}",
            "Received event data as a string […]",
        ),
        (f"Failed to deserialize event data: {SECRET}.", "Failed to deserialize event data […]"),
        (
            f"Event data must be a dictionary, but received {SECRET} of type <class 'list'>.",
            "Event data must be a dictionary […]",
        ),
        (
            f"Error processing event queue entry for Event(name='x', router_data={{'cookie': '{SECRET}'}}) [txid=1]:",
            "Error processing event queue entry for […]",
        ),
        (f"'No registered handler found for event: {SECRET}'", "'No registered handler found for event […]"),
        (
            f"Error transforming event argument 'form' with value '{SECRET}' and type hint 'dict'",
            "Error transforming event argument […]",
        ),
        (f"duplicate key\nDETAIL:  Key (email)=({SECRET}) already exists.", "duplicate key\nDETAIL: […]"),
        ("Rien à cacher : 12 courriels envoyés", "Rien à cacher : 12 courriels envoyés"),
        ("", ""),
    ],
)
def test_what_is_kept(said: str, kept: str) -> None:
    assert discreet(said) == kept


@pytest.mark.parametrize("name", ["reflex.app", "reflex_base.event.processor.event_processor", "asyncio", "ailleurs"])
def test_every_logger_is_covered(written: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    propagates, logger.propagate = logger.propagate, True
    for parent in ("reflex", "reflex_base"):
        logging.getLogger(parent).propagate = True
    logger.error(f"Failed to deserialize event data: {SECRET}.")
    logger.error("Event data: %s", SECRET)
    logger.propagate = propagates
    assert "jeton" not in written.getvalue()
    assert "Failed to deserialize event data […]" in written.getvalue()


def test_the_trace_of_an_exception_and_of_its_causes(written: io.StringIO) -> None:
    try:
        try:
            raise ValueError(f"Error transforming event argument 'x' with value '{SECRET}'")
        except ValueError as error:
            raise RuntimeError(f"Failed to deserialize event data: {SECRET}") from error
    except RuntimeError:
        logging.getLogger("asyncio").exception("Task exception was never retrieved")
    text = written.getvalue()
    assert "jeton" not in text
    assert "ValueError: Error transforming event argument […]" in text
    assert "RuntimeError: Failed to deserialize event data […]" in text
    assert "Traceback" in text


def test_a_chain_of_causes_that_bites_its_tail(written: io.StringIO) -> None:
    first, second = ValueError(f"Event data: {SECRET}"), ValueError("b")
    first.__cause__, second.__context__ = second, first
    logging.getLogger("x").error("Erreur", exc_info=first)
    assert "jeton" not in written.getvalue()


def test_a_message_that_does_not_fit_its_arguments() -> None:
    record = logging.getLogRecordFactory()("x", logging.INFO, __file__, 1, "%d et %d", ("a",), None)
    assert record.msg == "%d et %d"


async def test_a_database_that_refuses_a_row_does_not_quote_it(
    container: Container, make_account: Any, written: io.StringIO
) -> None:
    await make_account(EMAIL)
    try:
        async with container.context.database.transaction() as session:
            session.add(
                Account(
                    email=EMAIL, email_key=EMAIL, last_name="Nomsecret", first_name="x", job_title="x",
                    created_at=container.context.clock(),
                )
            )  # fmt: skip
    except IntegrityError:
        logging.getLogger("presantra.presantra").exception("Erreur inattendue dans un événement")
    text = written.getvalue()
    assert "IntegrityError" in text
    assert EMAIL not in text
    assert "Nomsecret" not in text


async def test_the_whole_procedure_writes_no_secret(
    container: Container, make_member: Any, mails: Any, written: io.StringIO
) -> None:
    await make_member()
    with pytest.raises(BadIdentifiers):
        await container.enrolments.verify(browser(), CODE, "TD-2222-3333")
    actor = await settled(container, mails, browser())
    with pytest.raises(BadCredentials):
        await container.auth.log_in(browser(), EMAIL, "un mot de passe faux")
    login = await container.auth.log_in(browser(), EMAIL, GOOD)
    await container.passwords.mail_link(actor)
    link = (await mails())[-1].link_token
    with pytest.raises(LinkInvalid):
        await container.passwords.reset(browser(), "jeton-invente", BETTER, BETTER)
    await container.passwords.reset(browser(), link, BETTER, BETTER)
    text = written.getvalue()
    first = (await mails())[0].password
    for secret in (
        GOOD, BETTER, first, first.replace("-", ""), link, login.token, "jeton-invente", "un mot de passe faux",
        NUMBER, "2222-3333", "22223333", EMAIL, IDENTITY["last_name"],
    ):  # fmt: skip
        assert secret not in text
