"""``python -m presantra courriers demandes|envoyer``: new letters that companies without their identifiers wait for."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.cli.visites import signature
from presantra.domain.labels import format_datetime
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("courriers", help="nouveaux courriers d’identifiants demandés par les adhérents")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    demandes = actions.add_parser("demandes", help="montre ceux qui sont à envoyer, les plus anciens d’abord")
    demandes.set_defaults(run=show)
    envoyer = actions.add_parser("envoyer", help="nouveau n° de télédéclarant et nouvelle lettre ; clôt la demande")
    envoyer.add_argument("code", metavar="CODE", help="code adhérent")
    envoyer.add_argument("dossier", type=Path, metavar="DOSSIER", help="dossier où écrire la lettre PDF")
    envoyer.set_defaults(run=send)


def show(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        for line in await container.secretariat.letters.waiting(signature(settings)):
            place = line.address or "adresse du siège inconnue"
            print(f"{line.code}  {line.company}  demandé le {format_datetime(line.asked_at)}, {line.by}  {place}")

    return operate(settings, work)


def send(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        letter = await container.secretariat.letters.send(signature(settings), arguments.code, arguments.dossier)
        print(f"Nouvelle lettre à poster : {letter}. L’ancien numéro n’est plus valable ; l’adhérent est prévenu.")

    return operate(settings, work)
