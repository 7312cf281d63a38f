"""Liste complémentaire: posts that the employer adds to the SIR list (article R. 4624-23, III)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from presantra.domain.clock import add_years
from presantra.domain.forms import FormReader, parse_date
from presantra.domain.names import fold
from presantra.domain.typography import french

LISTED = "liste_complementaire"
"""Code of the situation de travail of whoever holds a post of the list."""
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


def why_listed(job_title: str, reasons: Mapping[str, str]) -> str:
    """Why a post is one of risk, from the written reasons of the list by job title; or what the list lacks."""
    known = {fold(title): (title, reason) for title, reason in reasons.items()}
    if (found := known.get(fold(job_title))) is not None:
        return french(f"Liste complémentaire de votre entreprise, {found[0]} : {found[1]}")
    if not known:
        return french(
            "Votre liste complémentaire est vide : ajoutez-y ce poste, avec son motif écrit (Mon entreprise, liste "
            "complémentaire de postes à risques)."
        )
    return french(
        f"Aucun poste de votre liste complémentaire ne s’appelle « {job_title} » : ajoutez-le, avec son motif écrit, "
        "ou donnez-lui le même nom."
    )


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
