"""The convocation on paper, in the language of whoever is convened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from presantra.domain.clock import paris_datetime
from presantra.domain.labels import format_datetime
from presantra.domain.typography import french
from presantra.domain.visit_vocabulary import SummonsLanguage
from presantra.services.paper import ACCENT, INK, MARGIN, MUTED, RIGHT, WASH, WIDTH, Paper, literal, long_date
from presantra.settings import Settings

_DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Summons:
    """What a convocation says. ``kind`` is the label of the visit; ``place``: name and address of the centre."""

    number: str
    employee: str
    company: str
    kind: str
    starts_at: datetime
    length_minutes: int
    place: str
    language: SummonsLanguage
    accessible: bool
    interpreter: str
    issued_at: datetime
    replaced: datetime | None = None
    """Hour of the former convocation, when this one takes its place."""


def render_summons(settings: Settings, summons: Summons) -> bytes:
    """PDF of one page."""
    english = summons.language is SummonsLanguage.ENGLISH
    title = "Convocation – Appointment notice" if english else "Convocation"
    paper = Paper(f"{title} {summons.number}", summons.issued_at)
    if english:
        paper.set_lang("en-GB")
    paper.ink(20, "B", ACCENT)
    paper.put(MARGIN, 17, settings.service_name)
    paper.ink(9, "", MUTED)
    top = 28.0
    for line in settings.service_address.splitlines()[1:]:
        paper.put(MARGIN, top, line)
        top += paper.line_height
    paper.ink(11, "B", INK)
    paper.put(110, 40, summons.employee)
    paper.ink(10.5, "", INK)
    paper.put(110, 46, summons.company)
    paper.ink(18, "B", INK)
    paper.put(MARGIN, 72, title)
    _facts(paper, summons, english)
    _body(paper, settings, summons, english)
    paper.rule(281)
    paper.ink(8.5, "", MUTED)
    paper.put(MARGIN, 283, f"{settings.service_phone} · {settings.service_email}", width=WIDTH, align="C")
    return paper.content()


def _facts(paper: Paper, summons: Summons, english: bool) -> None:
    local = paris_datetime(summons.starts_at)
    weekday = (_ENGLISH_DAYS if english else _DAYS)[local.weekday()]
    day = f"{local.day} {_ENGLISH_MONTHS[local.month - 1]} {local.year}" if english else long_date(local.date())
    rows = (
        ("Date", f"{weekday} {day}"),
        ("Time" if english else "Heure", f"{local:%H:%M}" if english else french(f"{local.hour} h {local:%M}")),
        ("Length" if english else "Durée prévue", f"{summons.length_minutes} min"),
        ("Visit" if english else "Visite", summons.kind),
        ("Place" if english else "Lieu", summons.place),
        ("Reference" if english else "Demande", summons.number),
    )
    paper.set_fill_color(*WASH)
    paper.rect(MARGIN, 84, WIDTH, 9 + 9 * len(rows), style="F")
    top = 90.0
    for name, value in rows:
        paper.ink(10, "", MUTED)
        paper.put(MARGIN + 6, top, name)
        paper.ink(11, "B", INK)
        paper.put(MARGIN + 46, top, value, width=RIGHT - MARGIN - 50)
        top += 9
    paper.set_y(top + 9)


def _body(paper: Paper, settings: Settings, summons: Summons, english: bool) -> None:
    paper.ink(10.5, "", INK)
    for sentence in _english(settings, summons) if english else _french(settings, summons):
        paper.paragraph(literal(sentence))
        paper.ln(3)


def _french(settings: Settings, summons: Summons) -> list[str]:
    name = settings.service_name
    found = [
        f"Vous avez rendez-vous avec {name}, service de prévention et de santé au travail, à la date ci-dessus.",
        "Présentez-vous dix minutes avant l’heure, avec une pièce d’identité.",
        "Le temps de la visite et du trajet est du temps de travail, payé comme tel (article R. 4624-39 du Code du "
        "travail). Tout ce que vous direz au professionnel de santé relève du secret médical : votre employeur "
        "n’en saura rien.",
    ]
    if summons.replaced:
        found.append(f"Cette convocation remplace celle du {format_datetime(summons.replaced)}.")
    if summons.accessible:
        found.append("Un accès à mobilité réduite a été demandé pour vous : l’accueil est prévenu.")
    if summons.interpreter:
        found.append(f"Un interprète est demandé : {summons.interpreter}.")
    found.append(
        f"Un empêchement ? Prévenez votre employeur, ou {name} au {settings.service_phone}, le plus tôt possible."
    )
    return [french(sentence) for sentence in found]


def _english(settings: Settings, summons: Summons) -> list[str]:
    name = settings.service_name
    found = [
        f"You are expected at {name}, the occupational health service of your employer, at the date above.",
        "Please arrive ten minutes early, with an identity document.",
        "The time of the visit and of the journey is paid working time (article R. 4624-39 of the French Labour Code). "
        "What you tell the health professional is confidential: your employer will not be told.",
    ]
    if summons.replaced:
        found.append(f"This notice replaces the one for {paris_datetime(summons.replaced):%d/%m/%Y at %H:%M}.")
    if summons.accessible:
        found.append("Step-free access has been requested for you: the reception has been told.")
    if summons.interpreter:
        found.append(f"An interpreter has been requested: {summons.interpreter}.")
    found.append(f"If you cannot come, tell your employer, or {name} on {settings.service_phone}, as soon as possible.")
    return found
