from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from presantra.mail.mime import build, sender_address

FACTS = {
    "sender": "PRÉSANTRA <noreply@presantra.example>",
    "recipient": "camille@lefevre.example",
    "message_id": "<0b0e1f0e-4a4c-4d5e-9c57-0a4d2f3a1b11@presantra.example>",
    "subject": "Votre accès : « été » 👩🏽‍🔧",
    "text": "Bonjour,\n\n    ABCDE-FGHJK\n\n" + "é" * 1200 + "\n.\nhttps://portail.presantra.example/x#" + "j" * 90,
    "html": "<p>Été &lt;script&gt;</p>",
}
DATE = datetime(2026, 11, 23, 9, 0, 5, tzinfo=UTC)


def read_back(**changes: str) -> EmailMessage:
    built = build(**(FACTS | changes), date=DATE)
    return message_from_bytes(bytes(built), _class=EmailMessage, policy=policy.default)


def test_headers_and_both_bodies() -> None:
    message = read_back()
    assert str(message["From"]) == "PRÉSANTRA <noreply@presantra.example>"
    assert str(message["To"]) == "camille@lefevre.example"
    assert str(message["Subject"]) == FACTS["subject"]
    assert str(message["Message-ID"]) == FACTS["message_id"]
    assert message["Date"].datetime == DATE
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert str(message["Content-Language"]) == "fr"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in message.iter_parts())
    assert text.splitlines() == FACTS["text"].split("\n")
    assert html.splitlines() == [FACTS["html"]]


def test_what_travels_is_ascii_in_short_lines() -> None:
    content = bytes(build(**FACTS, date=DATE))
    content.decode("ascii")
    assert max(map(len, content.split(b"\r\n"))) <= 100


@pytest.mark.parametrize("header", ["subject", "recipient", "sender", "message_id"])
def test_a_header_cannot_be_split(header: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        build(**(FACTS | {header: FACTS[header] + "\r\nBcc: voleur@example.org"}), date=DATE)


@pytest.mark.parametrize(
    ("mail_from", "name", "address"),
    [
        ("PRÉSANTRA <noreply@presantra.example>", "PRÉSANTRA", "noreply@presantra.example"),
        ('"Santé, travail & Cie" <n@p.example>', "Santé, travail & Cie", "n@p.example"),
        ("Santé, travail <n@p.example>", "Santé, travail", "n@p.example"),
        ("noreply@presantra.example", "", "noreply@presantra.example"),
        (" <n@santé.example> ", "", "n@xn--sant-epa.example"),
    ],
)
def test_the_sender_may_have_a_name(mail_from: str, name: str, address: str) -> None:
    found = sender_address(mail_from)
    assert (found.display_name, found.addr_spec) == (name, address)


@pytest.mark.parametrize("mail_from", ["", "PRÉSANTRA", "PRÉSANTRA <noreply>", "a b@c.example", "x <a@b> y"])
def test_a_sender_without_address_is_refused(mail_from: str) -> None:
    with pytest.raises(ValueError, match="PRESANTRA_MAIL_FROM"):
        sender_address(mail_from)
