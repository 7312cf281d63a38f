"""``python -m presantra factures importer DOSSIER``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("factures", help="importe des factures et leurs fichiers PDF")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    importer = actions.add_parser("importer", help="lit factures.csv et les PDF posés à côté")
    importer.add_argument("dossier", type=Path, metavar="DOSSIER", help="dossier de factures.csv et des PDF")
    importer.add_argument(
        "--sans-courriel", action="store_true", help="n’en prévient personne (reprise de factures anciennes)"
    )
    importer.set_defaults(run=import_folder)


def import_folder(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate
    from presantra.services.actor import System
    from presantra.services.invoices import import_invoices

    async def work(container: Container) -> None:
        tell = not arguments.sans_courriel
        report = await import_invoices(container.context, System(), arguments.dossier, tell=tell)
        invoices = counted(report.invoices, "facture importée", "factures importées")
        told = f" {counted(report.mails, 'personne prévenue', 'personnes prévenues')}." if report.mails else ""
        print(f"{invoices} pour {counted(report.members, 'adhérent', 'adhérents')}.{told}")

    return operate(settings, work)
