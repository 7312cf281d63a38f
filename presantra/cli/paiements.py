"""``python -m presantra paiements …``: what the service does of payments, until it has pages of its own."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.cli.visites import signature
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import parse_date
from presantra.domain.labels import format_amount, format_date
from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.invoices import PaymentRow
    from presantra.services.secretariat import Allocated


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("paiements", help="enregistre les paiements, leurs rejets, leur affectation")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    importer = actions.add_parser("importer", help="lit un fichier de paiements (CSV ou XLSX)")
    importer.add_argument("fichier", type=Path, metavar="FICHIER")
    importer.set_defaults(run=import_file)
    rejeter = actions.add_parser("rejeter", help="enregistre un rejet : les factures sont de nouveau dues")
    rejeter.add_argument("reference", metavar="REF", help="référence du paiement")
    rejeter.add_argument("--motif", required=True, metavar="TEXTE", help="raison, que l’adhérent lira")
    rejeter.add_argument("--le", type=day, metavar="JJ/MM/AAAA", help="jour du rejet (aujourd’hui)")
    rejeter.set_defaults(run=reject)
    affecter = actions.add_parser("affecter", help="affecte un paiement ou un avoir à des factures")
    affecter.add_argument("reference", metavar="REF", help="référence du paiement, ou numéro de l’avoir")
    affecter.add_argument(
        "--facture", action="append", default=[], metavar="NUMERO",
        help="dans l’ordre ; sans elle, les plus anciennes échéances d’abord",
    )  # fmt: skip
    affecter.set_defaults(run=allocate)
    lister = actions.add_parser("lister", help="montre le solde et les derniers paiements d’un adhérent")
    lister.add_argument("code", metavar="CODE", help="code adhérent")
    lister.set_defaults(run=show)


def day(text: str) -> date:
    """Raises ArgumentTypeError for anything but a day."""
    try:
        return parse_date(text)
    except InvalidValue as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def import_file(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate, read_file

    async def work(container: Container) -> None:
        content = read_file(arguments.fichier)
        report = await container.secretariat.billing.import_payments(signature(settings), content)
        paid = counted(report.payments, "paiement enregistré", "paiements enregistrés")
        already = f", {counted(report.already, 'déjà présent', 'déjà présents')}" if report.already else ""
        left = f" {format_amount(report.left_cents)} affectés à aucune facture." if report.left_cents else ""
        print(french(f"{paid} pour {counted(report.members, 'adhérent', 'adhérents')}{already}.{left}"))

    return operate(settings, work)


def reject(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate

    async def work(container: Container) -> None:
        done = await container.secretariat.billing.reject(
            signature(settings), arguments.reference, arguments.motif, arguments.le
        )
        due = f" De nouveau à régler : {', '.join(done.due_again)}." if done.due_again else ""
        told = counted(done.mails, "personne prévenue", "personnes prévenues")
        print(french(f"{done.reference} : {format_amount(done.cents)} rejetés, {told}.{due}"))

    return operate(settings, work)


def allocate(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        done = await container.secretariat.billing.allocate(signature(settings), arguments.reference, arguments.facture)
        print(_allocated(done))

    return operate(settings, work)


def _allocated(done: Allocated) -> str:
    parts = ", ".join(f"{number} {format_amount(cents)}" for number, cents in done.parts)
    left = f" Reste {format_amount(done.left_cents)} à affecter." if done.left_cents else ""
    return french(f"{done.name} : {parts or 'aucune facture à régler'}.{left}")


def show(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        account = await container.secretariat.billing.account(signature(settings), arguments.code)
        print(french(f"{account.company} ({account.code}) : solde {format_amount(account.balance_cents)}"))
        for row in account.payments:
            print(_line(row))
        if not account.payments:
            print("Aucun paiement.")

    return operate(settings, work)


def _line(row: PaymentRow) -> str:
    state = "à venir" if row.to_come else ""
    if row.cancelled_on:
        state = f"rejeté le {format_date(row.cancelled_on)} ({row.cancel_reason})"
    elif row.left_cents:
        state = f"{format_amount(row.left_cents)} non affectés"
    paid = ", ".join(number for number, _ in row.parts)
    columns = (row.reference, format_date(row.paid_on), row.means, format_amount(row.cents), paid, state)
    return french("  ".join(column for column in columns if column))
