"""Liste complémentaire: posts that the employer adds to the SIR list (article R. 4624-23, III)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from presantra.domain.clock import add_years
from presantra.domain.forms import FormReader, parse_date

POST_FIELDS = ("job_title", "reason", "doctor_opinion_on", "cse_opinion_on")
REASON_MAX_LENGTH = 1000


class PostAct(StrEnum):
    """What the journal of the company says of the list; stored: never change one."""

    ADDED = "Poste ajouté à la liste complémentaire"
    MODIFIED = "Poste de la liste complémentaire modifié"
    WITHDRAWN = "Poste retiré de la liste complémentaire"
    SENT = "Liste complémentaire transmise"


@dataclass(frozen=True, slots=True)
class DeclaredPost:
    """A post with its written reason; the opinions are None when not given yet, or without CSE."""

    job_title: str
    reason: str
    doctor_opinion_on: date | None
    cse_opinion_on: date | None


def parse_post(raw: Mapping[str, object], today: date) -> DeclaredPost:
    """Read the form of a post. Raises InvalidForm with the names of POST_FIELDS."""
    form = FormReader(raw)
    job_title = form.name("job_title", "Indiquez le poste.")
    reason = form.free_text("reason", REASON_MAX_LENGTH)
    if not reason and "reason" not in form.errors:
        form.refuse("reason", "Indiquez le motif : le Code du travail le demande par écrit pour chaque poste.")
    doctor, cse = (_past_date(form, name, today) for name in ("doctor_opinion_on", "cse_opinion_on"))
    form.finish(POST_FIELDS)
    return DeclaredPost(job_title, reason, doctor, cse)


def _past_date(form: FormReader, name: str, today: date) -> date | None:
    day = form.optional(name, _optional_date, None)
    if day and day > today:
        form.refuse(name, "Cette date est dans le futur.")
    return day


def _optional_date(text: str) -> date | None:
    return parse_date(text)


def to_renew(last_sent: date | None, today: date) -> bool:
    """Whether the list was sent more than a year ago: it is updated every year."""
    return last_sent is not None and add_years(last_sent, 1) <= today
