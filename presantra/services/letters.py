"""The letter that brings a code adhérent and its n° de télédéclarant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from presantra.domain.typography import french
from presantra.services.paper import (
    ACCENT,
    INK,
    LINE,
    MARGIN,
    MUTED,
    RIGHT,
    WASH,
    WIDTH,
    Paper,
    literal,
    long_date,
    printable,
)
from presantra.settings import FirstAccess, Settings

# Window of a French DL envelope on an A4 sheet folded in three, in mm.
WINDOW_X, WINDOW_Y, WINDOW_WIDTH, WINDOW_HEIGHT = 110.0, 50.0, 84.0, 30.0
FOLDS = (99.0, 198.0)
_ADDRESS_LINES = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says; ``number`` never appears in a representation."""

    code: str
    number: str = field(repr=False)
    name: str
    street: str
    postal_code: str
    city: str
    day: date


def render_letter(settings: Settings, letter: Letter) -> bytes:
    """PDF of one page, addressed for a window envelope."""
    paper = Paper(f"Vos identifiants – {letter.code}", datetime.combine(letter.day, time(12), UTC))
    _sender(paper, settings)
    _recipient(paper, letter)
    for fold in FOLDS:
        paper.rule(fold, x=5, to=9)
    paper.ink(10.5)
    paper.put(WINDOW_X, 89, f"Le {long_date(letter.day)}")
    paper.ink(12.5, "B", ACCENT)
    paper.put(MARGIN, 101, "Vos identifiants pour le portail adhérents")
    paper.ink(10.5)
    paper.set_y(110)
    paper.paragraph("Madame, Monsieur,")
    paper.ln(1.5)
    paper.paragraph(_introduction(settings))
    _identifiers(paper, settings, letter, paper.get_y() + 4)
    _steps(paper, settings)
    _good_to_know(paper, settings)
    _footer(paper, settings)
    return paper.content()


def _introduction(settings: Settings) -> str:
    return french(
        f"{literal(settings.service_name)} met à votre disposition un portail où vous tenez à jour la liste "
        "de vos salariés et vos coordonnées, déclarez les arrivées et les départs, demandez les visites et "
        "retrouvez vos factures. Voici les identifiants qui ouvrent votre espace."
    )


def _sender(paper: Paper, settings: Settings) -> None:
    paper.ink(20, "B", ACCENT)
    paper.put(MARGIN, 17, settings.service_name)
    lines = settings.service_address.splitlines()
    if lines and lines[0].strip() == settings.service_name:
        lines = lines[1:]
    paper.ink(9.5, "", MUTED)
    top = 28.0
    for line in [*lines[:4], settings.service_phone, settings.service_email]:
        paper.put(MARGIN, top, line, width=80)
        top += paper.line_height


def _recipient(paper: Paper, letter: Letter) -> None:
    last = f"{letter.postal_code} {letter.city.upper()}".strip()
    for size in (11.0, 10.0, 9.0, 8.0):
        paper.ink(size)
        name, street = (_wrapped(paper, text) for text in (letter.name, letter.street))
        if len(name) + len(street) + 2 <= _ADDRESS_LINES:
            break
    else:
        # A window has no room for more: the code adhérent below still tells whose letter it is.
        name, street = _shortened(name, 2), _shortened(street, 2)
    top = WINDOW_Y
    for line in (*name, "À l’attention de la direction", *street, *_shortened(_wrapped(paper, last), 1)):
        paper.put(WINDOW_X, top, line, width=WINDOW_WIDTH)
        top += paper.line_height


def _wrapped(paper: Paper, text: str) -> list[str]:
    lines: Any = paper.multi_cell(WINDOW_WIDTH, text=printable(text), align="L", dry_run=True, output="LINES")
    return [line for line in lines if line.strip()]


def _shortened(lines: list[str], count: int) -> list[str]:
    if len(lines) <= count:
        return lines
    return [*lines[: count - 1], f"{lines[count - 1][:-1].rstrip()}…"]


def _identifiers(paper: Paper, settings: Settings, letter: Letter, top: float) -> None:
    height = 31.0
    paper.set_fill_color(*WASH)
    paper.set_draw_color(*LINE)
    paper.rect(MARGIN, top, WIDTH, height, style="F", round_corners=True, corner_radius=2)
    for x, title, value in (
        (MARGIN + 7, "Code adhérent", letter.code),
        (MARGIN + 67, "N° de télédéclarant", letter.number),
    ):
        paper.ink(9.5, "", MUTED)
        paper.put(x, top + 4, title)
        paper.ink(19, "B", INK)
        paper.put(x, top + 8.2, value)
    paper.rule(top + 19.5, x=MARGIN + 7, to=RIGHT - 7)
    paper.ink(9.5, "", MUTED)
    paper.put(MARGIN + 7, top + 22.6, "Adresse du portail")
    paper.ink(11.5, "B", ACCENT)
    paper.put(MARGIN + 67, top + 22.1, settings.public_url, width=WIDTH - 72)
    paper.set_y(top + height + 6)


def _steps(paper: Paper, settings: Settings) -> None:
    paper.ink(11.5, "B", INK)
    paper.paragraph("Votre première connexion en quatre étapes")
    paper.ln(2.5)
    for number, sentence in enumerate(_sentences(settings), start=1):
        top = paper.get_y()
        paper.set_fill_color(*ACCENT)
        paper.ellipse(MARGIN, top, 6, 6, style="F")
        paper.ink(10, "B", (255, 255, 255))
        paper.put(MARGIN, top + 0.75, str(number), width=6, align="C")
        paper.ink(10.5)
        paper.set_y(top + 0.45)
        paper.paragraph(french(sentence), x=MARGIN + 10, width=WIDTH - 10)
        paper.set_y(max(paper.get_y(), top + 6) + 2)


def _sentences(settings: Settings) -> tuple[str, ...]:
    if settings.first_access is FirstAccess.LINK:
        brings = "Un e-mail vous apporte le lien qui ouvre votre compte."
        last = "Ouvrez ce lien, **choisissez votre mot de passe** : votre espace est ouvert."
    else:
        brings = "Un e-mail vous apporte votre mot de passe."
        last = (
            "Saisissez votre adresse e-mail, puis ce mot de passe : il ne sert qu’une fois, dans les "
            f"{settings.first_password_hours} heures. **Choisissez le vôtre** : votre espace est ouvert."
        )
    return (
        "À l’adresse ci-dessus, cliquez sur **Connexion**, puis, en bas de la page, sur "
        "**Se connecter avec son code adhérent**.",
        "Saisissez votre code adhérent et votre n° de télédéclarant, puis cliquez sur **Valider**.",
        "Indiquez vos nom, prénom, fonction et adresse e-mail, puis cliquez sur **Créer le compte**. "
        f"{brings} Pensez à regarder dans vos courriers indésirables.",
        last,
    )


def _good_to_know(paper: Paper, settings: Settings) -> None:
    paper.ln(2)
    paper.ink(11.5, "B", INK)
    paper.paragraph("Bon à savoir")
    paper.ln(1)
    paper.ink(10.5)
    name = literal(settings.service_name)
    for sentence in (
        "**Conservez ce courrier en lieu sûr** : ces identifiants donnent accès aux données de votre "
        f"entreprise. Si votre cabinet comptable en a besoin, transmettez-les-lui vous-même ; "
        f"{name} ne le fait jamais.",
        "**Plusieurs succursales ?** Chacune reçoit son courrier. Ajoutez-les au même compte : menu à votre "
        "nom, en haut à droite, puis **Ajouter une entreprise**.",
        f"**Une question ?** {literal(settings.service_phone)} ou {literal(settings.service_email)}.",
    ):
        paper.paragraph(french(sentence))
        paper.ln(1.5)


def _footer(paper: Paper, settings: Settings) -> None:
    paper.rule(281)
    paper.ink(8.5, "", MUTED)
    address = " · ".join(line.strip() for line in settings.service_address.splitlines() if line.strip())
    paper.put(MARGIN, 283, address, width=WIDTH, align="C")
