"""``python -m presantra partages …``: documents that the service gives to an employer, or has received from him."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.cli.pages import add_pages, day, show_rest, window
from presantra.cli.visites import signature
from presantra.domain.errors import InvalidValue
from presantra.domain.labels import format_date, format_datetime
from presantra.domain.shared_documents import KINDS, SERVICE_KINDS, SharedKind
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.secretariat import SharedLine


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("partages", help="documents partagés avec les employeurs")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    deposer = actions.add_parser("deposer", help="dépose un PDF pour un adhérent et le dit à ses utilisateurs")
    deposer.add_argument("code", metavar="CODE", help="code adhérent")
    deposer.add_argument("fichier", type=Path, metavar="FICHIER.pdf")
    deposer.add_argument("--type", required=True, choices=[kind.value for kind in SERVICE_KINDS])
    deposer.add_argument("--titre", default="", metavar="TEXTE", help="titre montré à l’employeur")
    deposer.add_argument("--date", type=day, metavar="JJ/MM/AAAA", help="date du document (aujourd’hui)")
    deposer.set_defaults(run=give)
    lister = actions.add_parser("lister", help="montre les documents des deux côtés, les derniers d’abord")
    lister.add_argument("code", metavar="CODE", nargs="?", default="", help="un seul adhérent")
    add_pages(lister, of_member=True)
    lister.set_defaults(run=show)
    extraire = actions.add_parser("extraire", help="copie un document dans un dossier")
    extraire.add_argument("identifiant", metavar="IDENTIFIANT")
    extraire.add_argument("dossier", type=Path, metavar="DOSSIER")
    extraire.set_defaults(run=extract)
    retirer = actions.add_parser("retirer", help="retire un document du service")
    retirer.add_argument("identifiant", metavar="IDENTIFIANT")
    retirer.set_defaults(run=withdraw)


def give(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate, read_file

    async def work(container: Container) -> None:
        content = read_file(arguments.fichier, settings.document_max_bytes)
        given = await container.secretariat.sharing.give(
            signature(settings), arguments.code, content, SharedKind(arguments.type), arguments.titre, arguments.date
        )
        told = f"annoncé à {', '.join(given.told)}" if given.told else "personne à qui l’annoncer"
        print(f"Document déposé ({given.public_id}), {told}.")

    return operate(settings, work)


def show(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        wanted = arguments.code or arguments.adherent
        found = await container.secretariat.sharing.list(signature(settings), wanted, window(arguments))
        for line in found:
            print(_line(line))
        show_rest(found, arguments.page, "Aucun document.")

    return operate(settings, work)


def _line(line: SharedLine) -> str:
    label = KINDS[line.kind].label
    title = label if line.title == label else f"{label} « {line.title} »"
    until = f", à mettre à jour le {format_date(line.next_update_on)}" if line.next_update_on else ""
    dates = f"du {format_date(line.document_on)}{until}"
    deposit = f"déposé le {format_datetime(line.deposited_at)} par {line.deposited_by}"
    return f"{line.public_id}  {line.company} ({line.code})  {title} {dates}  {deposit}"


def extract(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        name, content = await container.secretariat.sharing.content(signature(settings), arguments.identifiant)
        target = arguments.dossier / name
        try:
            arguments.dossier.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            raise InvalidValue(f"Impossible d’écrire {target}.") from error
        print(f"Copié dans {target}.")

    return operate(settings, work)


def withdraw(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        line = await container.secretariat.sharing.withdraw(signature(settings), arguments.identifiant)
        print(f"Retiré : {line.title} de {line.company} ({line.code}).")

    return operate(settings, work)
