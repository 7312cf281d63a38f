"""From a rendered message to what travels: headers, and the two bodies side by side."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from presantra.domain.typography import french

_NAMED_SENDER = re.compile(r'\s*"?(?P<name>[^"<>]*?)"?\s*<(?P<address>[^<>\s]+)>\s*')


def sender_address(mail_from: str) -> Address:
    """Split « Name <address> », or a bare address.

    Raises:
        ValueError: there is no usable address in it.
    """
    found = _NAMED_SENDER.fullmatch(mail_from)
    name, address = (found["name"], found["address"]) if found else ("", mail_from.strip())
    if not found and re.search(r"[\s<>]", address):
        raise ValueError(french("PRESANTRA_MAIL_FROM doit avoir la forme « Nom <adresse> »."))
    local, separator, domain = address.rpartition("@")
    if not (separator and local and domain):
        raise ValueError("PRESANTRA_MAIL_FROM doit contenir une adresse e-mail complète.")
    return Address(name.strip(), local, domain.encode("idna").decode() if not domain.isascii() else domain)


def build(
    *,
    sender: str,
    recipient: str,
    message_id: str,
    subject: str,
    text: str,
    html: str,
    date: datetime,
    unsubscribe: str = "",
    pdf: tuple[str, bytes] | None = None,
) -> EmailMessage:
    """The same row always gives the same headers, so that a second sending is recognised as a duplicate.

    ``pdf``: name and content of what is attached.

    Raises:
        ValueError: the sender or the recipient cannot stand in a header.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = sender_address(sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = subject
    message["Date"] = date
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
    if pdf:
        name, content = pdf
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    # After the bodies: making alternatives moves every Content-* header into the first of them.
    message["Content-Language"] = "fr"
    return message
