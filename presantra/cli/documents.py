"""``python -m presantra documents deposer|retirer``: what a visit gives to the employer."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.cli.visites import signature
from presantra.domain.labels import label
from presantra.domain.visit_vocabulary import VisitDocumentType
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("documents", help="dépose ou retire le document que donne une visite")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    deposer = actions.add_parser("deposer", help="dépose un PDF sur une demande réalisée")
    deposer.add_argument("numero", metavar="NUMERO", help="numéro de la demande")
    deposer.add_argument("fichier", type=Path, metavar="FICHIER.pdf")
    # The types that are refused stand in the list too: the refusal says why.
    deposer.add_argument("--type", required=True, choices=[kind.value for kind in VisitDocumentType])
    deposer.set_defaults(run=deposit)
    retirer = actions.add_parser("retirer", help="retire un document : l’employeur ne l’a plus, et l’apprend")
    retirer.add_argument("identifiant", metavar="IDENTIFIANT", help="donné par « deposer » et « visites voir »")
    retirer.set_defaults(run=recall)


def deposit(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate, read_file

    async def work(container: Container) -> None:
        kind = VisitDocumentType(arguments.type)
        content = read_file(arguments.fichier)
        kept = await container.secretariat.documents.deposit(signature(settings), arguments.numero, content, kind)
        print(f"Document déposé sur la demande {kept.number} ({kept.public_id}).")

    return operate(settings, work)


def recall(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        paper = await container.secretariat.documents.recall(signature(settings), arguments.identifiant)
        print(f"Retiré de la demande {paper.number} : {label(paper.type).lower()}. L’employeur ne l’a plus.")

    return operate(settings, work)
