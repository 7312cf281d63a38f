"""Attestation d’adhésion on paper. Blocking: call it from a thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from presantra.domain.identifiers import format_siret
from presantra.domain.typography import french
from presantra.services.paper import ACCENT, INK, MARGIN, MUTED, RIGHT, WASH, WIDTH, Paper, literal, long_date
from presantra.settings import Settings


@dataclass(frozen=True, slots=True)
class Certificate:
    """``code``: what proves it; ``address``: lines of the head office, none when not known."""

    number: str
    code: str
    company: str
    member_code: str
    siret: str
    issued_on: date
    address: tuple[str, ...]


def render_certificate(settings: Settings, certificate: Certificate) -> bytes:
    """PDF of one page."""
    paper = Paper(
        f"Attestation d’adhésion {certificate.number}", datetime.combine(certificate.issued_on, time(12), UTC)
    )
    _head(paper, settings)
    paper.ink(20, "B", INK)
    paper.set_y(72)
    paper.paragraph("Attestation d’adhésion")
    paper.ink(11, "", MUTED)
    paper.ln(1)
    paper.paragraph(f"Attestation n° {certificate.number}")
    _statement(paper, settings, certificate)
    _company(paper, certificate)
    _signature(paper, settings, certificate)
    _proof(paper, settings, certificate)
    return paper.content()


def _head(paper: Paper, settings: Settings) -> None:
    paper.ink(20, "B", ACCENT)
    paper.put(MARGIN, 17, settings.service_name)
    paper.ink(9.5, "", MUTED)
    paper.put(MARGIN, 27, "Service de prévention et de santé au travail")
    lines = [line for line in settings.service_address.splitlines() if line.strip() != settings.service_name]
    top = 33.0
    for line in [*lines[:4], settings.service_phone, settings.service_email]:
        paper.put(MARGIN, top, line)
        top += paper.line_height


def _statement(paper: Paper, settings: Settings, certificate: Certificate) -> None:
    paper.ln(9)
    paper.ink(11.5)
    day = long_date(certificate.issued_on)
    sentences = (
        f"{literal(settings.service_name)}, service de prévention et de santé au travail interentreprises, atteste "
        f"que l’entreprise désignée ci-dessous est **adhérente à ce jour, {day}**.",
        f"La présente attestation est établie au titre de l’année {certificate.issued_on.year}, à la demande de "
        "l’entreprise, pour servir et valoir ce que de droit.",
    )
    for sentence in sentences:
        paper.paragraph(french(sentence), spacing=1.5)
        paper.ln(2.5)


def _company(paper: Paper, certificate: Certificate) -> None:
    facts = [
        ("Entreprise", certificate.company),
        ("Adresse", ", ".join(line for line in certificate.address if line)),
        ("SIRET", format_siret(certificate.siret)),
        ("Code adhérent", certificate.member_code),
    ]
    paper.ln(4)
    for name, value in facts:
        if not value:
            continue
        top = paper.get_y()
        paper.ink(11, "", MUTED)
        paper.put(MARGIN, top, name, width=38)
        paper.ink(11, "B", INK)
        paper.set_y(top)
        paper.paragraph(literal(french(value)), x=MARGIN + 38, width=WIDTH - 38)
        paper.ln(1.5)


def _signature(paper: Paper, settings: Settings, certificate: Certificate) -> None:
    top, left = paper.get_y() + 12, MARGIN + 95
    paper.ink(10.5, "", INK)
    paper.put(left, top, f"Établie le {long_date(certificate.issued_on)}")
    paper.ink(10.5, "B", INK)
    paper.put(left, top + 7, f"Pour {settings.service_name}")
    paper.ink(10.5, "", MUTED)
    paper.put(left, top + 13, "Le service des adhésions")
    paper.set_y(top + 24)


def _proof(paper: Paper, settings: Settings, certificate: Certificate) -> None:
    top, height = 218.0, 38.0
    paper.set_fill_color(*WASH)
    paper.rect(MARGIN, top, WIDTH, height, style="F", round_corners=True, corner_radius=2)
    paper.ink(9.5, "", MUTED)
    paper.put(MARGIN + 7, top + 5, "Numéro")
    paper.put(MARGIN + 67, top + 5, "Code de vérification")
    paper.ink(14, "B", INK)
    paper.put(MARGIN + 7, top + 10, certificate.number)
    paper.put(MARGIN + 67, top + 10, certificate.code)
    paper.rule(top + 20, x=MARGIN + 7, to=RIGHT - 7)
    paper.ink(9.5, "", MUTED)
    paper.set_y(top + 23)
    paper.paragraph(
        french(
            f"Document établi par le portail adhérents, sans signature manuscrite. Chacun peut vérifier qu’il est "
            f"authentique, avec ce numéro, ce code et le SIRET : {literal(settings.public_url)}/verifier-attestation"
        ),
        x=MARGIN + 7,
        width=WIDTH - 14,
    )
