"""Attestation d’adhésion: drawn at each request, kept nowhere, checked by the code that it carries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from presantra.db.repositories import members, operations
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.forms import FormReader
from presantra.domain.identifiers import parse_siret
from presantra.domain.membership import CertificateNumber, certificate_code, parse_code, parse_number, verified
from presantra.domain.rights import Right
from presantra.domain.vocabulary import AddressKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.membership_pdf import Certificate, render_certificate
from presantra.services.throttle import Throttle
from presantra.services.visits.files import PaperView

VERIFY_FIELDS = ("number", "siret", "code")


@dataclass(frozen=True, slots=True)
class Genuine:
    """What a genuine attestation says, to be compared with the paper."""

    number: str
    siret: str
    issued_on: date


class MembershipService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle

    @needs(Right.DOCUMENTS_READ)
    async def certificate(self, actor: Actor) -> PaperView:
        """A new attestation, with a number of its own: « adhérent à ce jour », nothing about invoices.

        Raises:
            Throttled: asked too often.
        """
        limit = self._context.settings.throttle.certificate_account
        await self._throttle.use((limit, f"attestation/{actor.account()}"))
        today = paris_date(self._context.clock())
        async with self._context.database.transaction() as session:
            member = await members.get(session, actor.tenant())
            if member is None:
                raise NotFound
            address = (await members.addresses(session, actor.tenant())).get(AddressKind.HEAD_OFFICE.value)
            number = CertificateNumber(today.year, await operations.next_number(session, f"attestation:{today.year}"))
            await audit.record(
                session, self._context, actor, f"Attestation d’adhésion {number} établie",
                member_id=member.id, subject=audit.Subject("member", member.public_id),
            )  # fmt: skip
        paper = Certificate(
            number=str(number), code=certificate_code(self._context.keys.membership, number, member.siret, today),
            company=member.name, member_code=member.code, siret=member.siret, issued_on=today,
            address=(address.street, f"{address.postal_code} {address.city}".strip()) if address else (),
        )  # fmt: skip
        content = await asyncio.to_thread(render_certificate, self._context.settings, paper)
        return PaperView(f"attestation-adhesion-{member.code}-{number}.pdf", content)

    async def verify(self, visitor: Actor, raw: Mapping[str, str]) -> Genuine | None:
        """What is typed from a paper; None when the portal knows nothing of it, whatever is wrong.

        Raises:
            InvalidForm: fields of ``VERIFY_FIELDS`` that have not the right shape. Throttled: asked too often.
        """
        form = FormReader(raw)
        number = form.parsed("number", parse_number, "Indiquez le numéro de l’attestation.")
        siret = form.parsed("siret", parse_siret, "Indiquez le numéro SIRET de l’entreprise.")
        code = form.parsed("code", parse_code, "Indiquez le code de vérification.")
        form.finish(VERIFY_FIELDS)
        assert number is not None
        assert siret is not None
        assert code is not None
        await self._throttle.use((self._context.settings.throttle.verify_ip, f"attestation/ip/{visitor.ip}"))
        issued_on = verified(self._context.keys.membership, number, siret, code)
        return Genuine(str(number), siret, issued_on) if issued_on else None
