"""Copy of one's own data (RGPD, articles 15 and 20): what the portal holds of the person, and nothing of others."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Account
from presantra.db.repositories import cabinets, email_changes, factors, own_data, passkeys
from presantra.domain.labels import format_datetime
from presantra.domain.rights import read_roles, role_labels
from presantra.domain.typography import french
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.recent import demand_recent
from presantra.services.security_history import told
from presantra.services.sessions import describe_device
from presantra.services.throttle import Throttle

LIMIT = "10 per hour"
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


@dataclass(frozen=True, slots=True)
class Section:
    """One table. ``key`` names it in the JSON; ``rows`` hold texts ready to read, and instants."""

    key: str
    title: str
    caption: str
    labels: tuple[str, ...]
    rows: Sequence[tuple[str | datetime | None, ...]]


class OwnDataService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    async def archive(self, actor: Actor) -> bytes:
        """A zip of ``donnees.json`` and ``mes-donnees.html``.

        Raises:
            ReauthenticationNeeded. SessionExpired: nobody is logged in. Throttled: asked too often.
        """
        demand_recent(self._context, actor)
        await self._throttle.use((LIMIT, f"copie/{actor.account()}"))
        async with self._context.database.transaction() as session:
            sections = await self._sections(session, actor.account())
            await audit.record(session, self._context, actor, "Copie de ses données téléchargée")
        made_at, service = self._context.clock(), self._context.settings.service_name
        return await asyncio.to_thread(_zip, sections, made_at, service)

    async def _sections(self, session: AsyncSession, account_id: int) -> list[Section]:
        now = self._context.clock()
        account = await session.get_one(Account, account_id)
        factor = await factors.totp(session, account_id)
        return [
            _account_section(account, factor.confirmed_at if factor else None),
            Section(
                "entreprises", "Vos entreprises", "Entreprises pour lesquelles vous agissez ou avez agi.",
                ("Entreprise", "Code adhérent", "Rôles", "Depuis", "Suspendu", "Jusqu’à"),
                [
                    (
                        member.name, member.code, role_labels(read_roles(access.roles)),
                        access.created_at, access.suspended_at, access.removed_at,
                    )
                    for access, member in await own_data.attachments(session, account_id)
                ],
            ),
            Section(
                "cabinets", "Vos cabinets comptables", "Cabinets dans lesquels vous travaillez ou avez travaillé.",
                ("Cabinet", "Depuis", "Jusqu’à"),
                [
                    (cabinet.name, place.created_at, place.removed_at)
                    for place, cabinet in await cabinets.places_of(session, account_id)
                ],
            ),
            Section(
                "sessions", "Vos sessions", "Sessions ouvertes, et celles qui ont pris fin récemment.",
                ("Appareil", "Adresse IP", "Ouverte", "Dernière activité", "Fermée"),
                [
                    (describe_device(s.user_agent), s.ip, s.created_at, s.last_seen_at, s.revoked_at)
                    for s in await own_data.sessions(session, account_id)
                ],
            ),
            Section(
                "cles", "Vos clés d’accès", "Clés qui permettent de se connecter à votre compte.",
                ("Nom", "Ajoutée", "Dernière utilisation"),
                [(k.name, k.created_at, k.last_used_at) for k in await passkeys.of_account(session, account_id)],
            ),
            Section(
                "appareils", "Vos appareils de confiance", "Appareils dispensés du code de vérification.",
                ("Appareil", "Adresse IP", "Depuis", "Dernière utilisation", "Jusqu’à"),
                [
                    (describe_device(d.user_agent), d.ip, d.created_at, d.last_used_at, d.expires_at)
                    for d in await factors.trusted_of(session, account_id, now)
                ],
            ),
            Section(
                "adresses", "Changements d’adresse e-mail", "Demandes de changement et leur issue.",
                ("Ancienne", "Nouvelle", "Demandé", "Confirmé"),
                [
                    (c.old_email, c.new_email, c.created_at, c.confirmed_at)
                    for c in await email_changes.of_account(session, account_id)
                ],
            ),
            Section(
                "securite", "Sécurité de votre compte", "Connexions, mots de passe, moyens de connexion.",
                ("Date", "Action", "Détail", "Adresse IP"),
                [(e.at, e.action, told(e.changes), e.ip) for e in await own_data.personal(session, account_id)],
            ),
            Section(
                "actions", "Vos actions pour vos entreprises", "Ce que le journal garde de vos déclarations.",
                ("Date", "Entreprise", "Action", "Adresse IP"),
                [(e.at, m.name, e.action, e.ip) for e, m in await own_data.actions(session, account_id)],
            ),
        ]  # fmt: skip


def _account_section(account: Account, second_factor: datetime | None) -> Section:
    facts: list[tuple[str, str | datetime | None]] = [
        ("Nom", account.last_name), ("Prénom", account.first_name), ("Fonction", account.job_title),
        ("Adresse e-mail", account.email), ("Compte créé", account.created_at),
        ("Double authentification depuis", second_factor),
        ("Accusés de réception", "oui" if account.mail_acknowledgements else "non"),
        ("Changements de visites", "oui" if account.mail_visit_changes else "non"),
        ("Résumé hebdomadaire", "oui" if account.weekly_digest else "non"),
    ]  # fmt: skip
    return Section("compte", "Votre compte", "Ce que le portail sait de vous.", ("Information", "Valeur"), facts)


def _zip(sections: Sequence[Section], made_at: datetime, service: str) -> bytes:
    content = {"etabli": made_at.isoformat()} | {
        section.key: [dict(zip(section.labels, map(_plain, row), strict=True)) for row in section.rows]
        for section in sections
    }
    shown = [
        {
            "title": section.title, "caption": section.caption, "labels": section.labels,
            "rows": [tuple(map(_readable, row)) for row in section.rows],
        }
        for section in sections
    ]  # fmt: skip
    page = _TEMPLATES.get_template("mes-donnees.html").render(
        sections=shown, made_at=format_datetime(made_at), service=service
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", json.dumps(content, ensure_ascii=False, indent=2))
        archive.writestr("mes-donnees.html", french(page))
    return buffer.getvalue()


def _plain(value: str | datetime | None) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else value


def _readable(value: str | datetime | None) -> str:
    return format_datetime(value) if isinstance(value, datetime) else value or "–"
