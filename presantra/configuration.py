"""What is wrong with the parameters, in French: one sentence a variable, named; its value is never shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from presantra.domain.typography import french

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from presantra.settings import Settings

DATABASES = ("sqlite", "postgresql")
_EXPLANATIONS: dict[str, str] = {
    "int_parsing": "un nombre entier est attendu.",
    "int_from_float": "un nombre entier est attendu.",
    "greater_than_equal": "la valeur doit être au moins {ge}.",
    "less_than_equal": "la valeur doit être au plus {le}.",
    "enum": "les valeurs possibles sont {expected}.",
}


def explain(error: ErrorDetails) -> str:
    """A sentence for a value of the wrong form."""
    context = {key: str(value).replace(" or ", " et ") for key, value in (error.get("ctx") or {}).items()}
    reason = _EXPLANATIONS.get(error["type"], "cette valeur n’a pas la forme attendue.")
    return french(f"{_variable(error['loc'])} : {reason.format_map(context)}")


def _variable(place: tuple[int | str, ...]) -> str:
    name = "__".join(str(part).upper() for part in place)
    if name in {"PORT", "PRESANTRA_PORT"}:
        # The same order as in the settings: PORT, which hosts set, goes first.
        return "PORT" if "PORT" in os.environ else "PRESANTRA_PORT"
    return name if name.startswith("PRESANTRA_") else f"PRESANTRA_{name}"


def problems(settings: Settings) -> list[str]:
    """What forbids to start, in French; empty when all is well."""
    found = []
    if urlsplit(settings.public_url).scheme not in {"http", "https"}:
        found.append("PRESANTRA_PUBLIC_URL doit commencer par http:// ou https://.")
    found.extend(_database(settings.database_url))
    found.extend(_workers(settings))
    found.extend(_mail(settings))
    found.extend(_limits(settings))
    found.extend(_visits(settings))
    if not settings.demonstration:
        found.extend(_production(settings))
    return [french(sentence) for sentence in found]


def _database(url: str) -> list[str]:
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        backend = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        return ["PRESANTRA_DATABASE_URL est illisible : postgresql://utilisateur:secret@hote:port/base est attendu."]
    if backend not in DATABASES:
        return ["PRESANTRA_DATABASE_URL désigne une base qui n’est pas prise en charge : PostgreSQL ou SQLite."]
    return []


def _workers(settings: Settings) -> list[str]:
    found = []
    if settings.redis_url and urlsplit(settings.redis_url).scheme not in {"redis", "rediss"}:
        found.append("PRESANTRA_REDIS_URL doit avoir la forme redis://hote:port/0 ou rediss://hote:port/0.")
    if settings.workers > 1 and not settings.redis_url:
        found.append("PRESANTRA_WORKERS > 1 demande PRESANTRA_REDIS_URL.")
    if settings.workers > 1 and settings.database_url.startswith("sqlite"):
        found.append("PRESANTRA_WORKERS > 1 demande PostgreSQL (PRESANTRA_DATABASE_URL).")
    return found


def _mail(settings: Settings) -> list[str]:
    from presantra.domain.errors import InvalidValue
    from presantra.domain.identifiers import parse_email
    from presantra.mail.mime import sender_address
    from presantra.mail.transports import parse_smtp_url

    def secretariat(address: str) -> None:
        try:
            parse_email(address)
        except InvalidValue:
            raise ValueError("PRESANTRA_SECRETARIAT_EMAIL doit être une adresse e-mail complète.") from None

    smtp_url = settings.smtp_url.get_secret_value()
    checks: list[tuple[Callable[[str], Any], str]] = [
        (sender_address, settings.mail_from),
        (secretariat, settings.secretariat_email),
    ]
    if smtp_url:
        checks.append((parse_smtp_url, smtp_url))
    found = []
    for check, value in checks:
        try:
            check(value)
        except ValueError as error:
            found.append(str(error))
    return found


def _visits(settings: Settings) -> list[str]:
    from presantra.domain.centres import parse_centres
    from presantra.domain.errors import InvalidValue
    from presantra.domain.visit_vocabulary import AbsenceReason

    found = []
    try:
        parse_centres(settings.centres)
    except InvalidValue as error:
        found.append(f"PRESANTRA_CENTRES : {error.sentence}")
    if unknown := sorted(codes(settings.excused_absences) - set(AbsenceReason)):
        found.append(f"PRESANTRA_EXCUSED_ABSENCES : motif inconnu {', '.join(unknown)}.")
    return found


def codes(text: str) -> frozenset[str]:
    """Codes of a setting, separated by commas."""
    return frozenset(filter(None, (code.strip() for code in text.split(","))))


def _limits(settings: Settings) -> list[str]:
    from limits import parse

    found = []
    for name, notation in settings.throttle.model_dump().items():
        try:
            if isinstance(notation, str):
                parse(notation)
        except ValueError:
            found.append(f"PRESANTRA_THROTTLE__{name.upper()} doit avoir la forme « 5 per 15 minutes ».")
    return found


def _production(settings: Settings) -> list[str]:
    found = []
    for name, secret in (("SECRET_KEY", settings.secret_key), ("PEPPER", settings.pepper)):
        if len(secret.get_secret_value()) < 32:
            found.append(f"PRESANTRA_{name} est obligatoire en production (au moins 32 caractères).")
    if not settings.smtp_url.get_secret_value():
        found.append("PRESANTRA_SMTP_URL est obligatoire en production.")
    local = urlsplit(settings.public_url).hostname in {"localhost", "127.0.0.1"}
    if not settings.https and not local:
        found.append("PRESANTRA_PUBLIC_URL doit être en https en production.")
    if "presantra.example" in settings.mail_from:
        found.append("PRESANTRA_MAIL_FROM est obligatoire en production.")
    return found
