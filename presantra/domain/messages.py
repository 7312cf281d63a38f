"""Requests to the service: their themes, and the machine of their statuses (who may do what, when)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from presantra.domain import data
from presantra.domain.errors import Forbidden, InvalidForm, InvalidValue
from presantra.domain.forms import FormReader
from presantra.domain.names import clean_name
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.visit_vocabulary import Side

SUBJECT_MAX_LENGTH = 120
TEXT_MAX_LENGTH = 4000
IDENTITY = "identite"
EMPTY = "Écrivez votre message."
FIELDS = ("theme", "subject", "message")


@dataclass(frozen=True, slots=True)
class Theme:
    """``right``: what one needs besides MESSAGES_READ to see a thread on this."""

    __pydantic_config__ = data.STRICT

    label: str
    advice: str
    right: Right


THEMES: Mapping[str, Theme] = {
    code: data.entry(Theme, {**values, "advice": french(values["advice"])})
    for code, values in data.read(data.FOLDER, "themes.toml").items()
}


class ThreadStatus(StrEnum):
    OPEN = "ouverte"
    TAKEN = "prise_en_charge"
    WAITING = "en_attente"
    ANSWERED = "repondue"
    SOLVED = "resolue"
    CLOSED = "close"


class ThreadAct(StrEnum):
    WRITE = "ecrire"
    SOLVE = "resoudre"
    TAKE = "prendre"
    ANSWER = "repondre"
    ASK = "demander"
    CLOSE = "clore"


class TieKind(StrEnum):
    """What a thread may be about; values are the parameters of addresses."""

    INVOICE = "facture"
    VISIT = "visite"
    EMPLOYEE = "salarie"


TIE_RIGHTS: Mapping[TieKind, Right] = {
    TieKind.INVOICE: Right.INVOICES_READ,
    TieKind.VISIT: Right.VISITS_READ,
    TieKind.EMPLOYEE: Right.PEOPLE_READ,
}
TIE_THEMES: Mapping[TieKind, str] = {
    TieKind.INVOICE: "facturation",
    TieKind.VISIT: "visites",
    TieKind.EMPLOYEE: "salaries",
}
"""The theme proposed when one comes from an invoice, a visit, a person."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """``said`` empty: the words written are all that the thread shows."""

    by: frozenset[Side]
    before: frozenset[ThreadStatus]
    after: ThreadStatus | None
    said: str = ""


_S = ThreadStatus
_EMPLOYER, _SERVICE, _BOTH = frozenset({Side.EMPLOYER}), frozenset({Side.SERVICE}), frozenset(Side)
UNSETTLED = frozenset({_S.OPEN, _S.TAKEN, _S.WAITING, _S.ANSWERED})
SETTLED = frozenset({_S.SOLVED, _S.CLOSED})
UNANSWERED = UNSETTLED - {_S.ANSWERED}

ACTS: Mapping[ThreadAct, _Rule] = {
    ThreadAct.WRITE: _Rule(_EMPLOYER, frozenset(_S), None),
    ThreadAct.SOLVE: _Rule(_BOTH, UNSETTLED, _S.SOLVED, "Demande marquée comme résolue"),
    ThreadAct.TAKE: _Rule(_SERVICE, frozenset(_S) - {_S.TAKEN}, _S.TAKEN, "Demande prise en charge"),
    ThreadAct.ANSWER: _Rule(_SERVICE, frozenset(_S), _S.ANSWERED),
    ThreadAct.ASK: _Rule(_SERVICE, frozenset(_S), _S.WAITING),
    ThreadAct.CLOSE: _Rule(_SERVICE, UNSETTLED | {_S.SOLVED}, _S.CLOSED, "Demande close"),
}
# What the employer writes brings the request back to whoever had it, or to the top of the pile.
_AFTER_WRITING: Mapping[ThreadStatus, ThreadStatus] = {
    _S.OPEN: _S.OPEN,
    _S.TAKEN: _S.TAKEN,
    _S.WAITING: _S.TAKEN,
    _S.ANSWERED: _S.TAKEN,
    _S.SOLVED: _S.OPEN,
    _S.CLOSED: _S.OPEN,
}


def check_act(
    act: ThreadAct, side: Side, status: ThreadStatus, since: datetime, now: datetime, reopen_days: int
) -> ThreadStatus:
    """The status that follows. ``since``: when this one was reached.

    Raises:
        Forbidden: that act is the other side's.
        InvalidValue: the status does not allow it, or the thread was settled too long ago to be answered.
    """
    rule = ACTS[act]
    if side not in rule.by:
        raise Forbidden
    if status not in rule.before:
        raise InvalidValue("Cette demande a changé d’état entre-temps : l’action n’est plus possible.")
    if act is not ThreadAct.WRITE:
        return rule.after or status
    if not may_write(status, since, now, reopen_days):
        raise InvalidValue(
            f"Cette demande est terminée depuis plus de {reopen_days} jours : écrivez-en une nouvelle au service."
        )
    return _AFTER_WRITING[status]


def may_write(status: ThreadStatus, since: datetime, now: datetime, reopen_days: int) -> bool:
    """Whether the employer may still answer; an answer reopens what was settled less than ``reopen_days`` ago."""
    return status in UNSETTLED or now <= since + timedelta(days=reopen_days)


def visible_themes(rights: Collection[Right]) -> tuple[str, ...]:
    """Codes of the themes that these rights let one see, in the order of the file."""
    return tuple(code for code, theme in THEMES.items() if theme.right in rights)


@dataclass(frozen=True, slots=True)
class NewThread:
    theme: str
    subject: str
    text: str


def parse_thread(raw: Mapping[str, object], rights: Collection[Right]) -> NewThread:
    """The form « Écrire au service ».

    Raises:
        InvalidForm: on ``theme``, ``subject`` or ``message``; a theme that one may not see is not of the list.
    """
    form = FormReader(raw)
    theme = form.text("theme")
    if theme not in visible_themes(rights):
        form.refuse("theme", "Choisissez le thème de votre demande.")
    subject = form.parsed("subject", lambda text: clean_name(text, SUBJECT_MAX_LENGTH), "Indiquez l’objet.") or ""
    text = form.free_text("message", TEXT_MAX_LENGTH)
    if not text:
        form.refuse("message", EMPTY)
    form.finish(FIELDS)
    return NewThread(theme, subject, text)


def parse_text(text: str, *, may_be_empty: bool = False) -> str:
    """What is written in a thread. Something attached may say enough.

    Raises:
        InvalidForm: on ``message``.
    """
    form = FormReader({"message": text})
    words = form.free_text("message", TEXT_MAX_LENGTH)
    if not words and not may_be_empty and not form.errors:
        raise InvalidForm({"message": EMPTY})
    form.finish()
    return words
