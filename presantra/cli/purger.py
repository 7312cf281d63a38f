"""``python -m presantra purger``: what has been kept long enough goes (retention periods are settings)."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.retention import PurgeReport


def register(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("purger", help="efface ce qui a dépassé sa durée de conservation")
    parser.set_defaults(run=run)


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    from presantra.cli.journal import altered
    from presantra.cli.operator import operate
    from presantra.services.actor import System
    from presantra.services.retention import purge

    refused = 0

    async def work(container: Container) -> None:
        nonlocal refused
        report = await purge(container.context, System())
        print(_sentence(report))
        refused = len(report.altered)
        for label, position in report.altered:
            print(altered(label, position), file=sys.stderr)
        if refused:
            print("Les chaînes altérées du journal n’ont pas été purgées.", file=sys.stderr)

    return operate(settings, work) or int(refused > 0)


def _sentence(report: PurgeReport) -> str:
    from presantra.cli.operator import counted

    parts = (
        counted(report.entries, "écriture du journal", "écritures du journal"),
        counted(report.sessions, "session", "sessions"),
        counted(report.links, "lien", "liens"),
        counted(report.enrolments, "étape d’inscription", "étapes d’inscription"),
        counted(report.mails, "courriel", "courriels"),
        counted(report.operations, "identifiant d’opération", "identifiants d’opération"),
        counted(report.imports, "import de salariés", "imports de salariés"),
        counted(report.merges, "copie de fiche fusionnée", "copies de fiches fusionnées"),
        counted(report.pairs, "doublon écarté sans fiche", "doublons écartés sans fiche"),
        counted(report.proofs, "moyen de connexion terminé", "moyens de connexion terminés"),
        counted(report.documents, "document retiré", "documents retirés"),
        counted(report.accounts, "compte fermé", "comptes fermés"),
        counted(report.threads, "échange avec le service", "échanges avec le service"),
    )
    return french(f"Effacés : {', '.join(parts)}.")
