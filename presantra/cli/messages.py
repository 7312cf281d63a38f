"""``python -m presantra messages …``: what the service does of what employers write to it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.cli.pages import add_pages, show_rest, window
from presantra.cli.visites import signature
from presantra.domain.labels import format_datetime, label
from presantra.domain.messages import THEMES, ThreadStatus
from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.secretariat.messages import ServiceMessage, ServiceRow


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("messages", help="lit les demandes écrites au service et y répond")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    lister = actions.add_parser("lister", help="montre les demandes à traiter, la plus ancienne d’abord")
    lister.add_argument("--statut", choices=[status.value for status in ThreadStatus], help="un seul statut")
    lister.add_argument("--theme", choices=list(THEMES), default="", help="un seul thème")
    add_pages(lister, of_member=True)
    lister.set_defaults(run=show_list)
    lire = _numbered(actions, "lire", "montre une demande, et dit à l’employeur qu’elle est vue")
    lire.add_argument("--pieces", type=Path, metavar="DOSSIER", help="y enregistre les pièces jointes")
    lire.set_defaults(run=show_thread)
    repondre = _numbered(actions, "repondre", "répond ; le texte vient d’un fichier ou de l’entrée standard")
    repondre.add_argument("--texte", type=Path, metavar="FICHIER", help="texte de la réponse (UTF-8)")
    repondre.add_argument(
        "--piece", type=Path, action="append", default=[], metavar="FICHIER", help="pièce jointe, à répéter"
    )
    repondre.add_argument("--question", action="store_true", help="une réponse de l’employeur est attendue")
    repondre.set_defaults(run=answer)
    statut = _numbered(actions, "statut", "change le statut sans écrire")
    statut.add_argument("statut", metavar="STATUT", choices=[status.value for status in ThreadStatus])
    statut.set_defaults(run=set_status)


def _numbered(actions: argparse._SubParsersAction[Any], name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("numero", metavar="NUMERO", help="numéro de la demande (M-2026-00001)")
    return parser


def show_list(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        status = ThreadStatus(arguments.statut) if arguments.statut else None
        found = await container.secretariat.messages.list(
            signature(settings), status, arguments.theme, arguments.adherent, window(arguments)
        )
        for row in found:
            print(_line(row))
        show_rest(found, arguments.page, "Aucune demande.")

    return operate(settings, work)


def show_thread(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        thread = await container.secretariat.messages.read(signature(settings), arguments.numero)
        print(_line(thread.row))
        for message in thread.messages:
            _print(message)
            if arguments.pieces:
                _keep(message, arguments.pieces)

    return operate(settings, work)


def answer(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate, read_file
    from presantra.domain.errors import InvalidValue
    from presantra.services.secretariat.messages import GivenFile

    async def work(container: Container) -> None:
        raw = read_file(arguments.texte) if arguments.texte else sys.stdin.buffer.read()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InvalidValue("Le texte de la réponse doit être enregistré en UTF-8.") from error
        files = [GivenFile(path.name, read_file(path)) for path in arguments.piece]
        status = await container.secretariat.messages.answer(
            signature(settings), arguments.numero, text, files, asking=arguments.question
        )
        print(_became(arguments.numero, status))

    return operate(settings, work)


def set_status(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        wanted = ThreadStatus(arguments.statut)
        status = await container.secretariat.messages.set_status(signature(settings), arguments.numero, wanted)
        print(_became(arguments.numero, status))

    return operate(settings, work)


def _became(number: str, status: ThreadStatus) -> str:
    words = "en attente de l’employeur" if status is ThreadStatus.WAITING else label(status).lower()
    return french(f"{number.strip().upper()} : {words}.")


def _line(row: ServiceRow) -> str:
    thread = row.thread
    status = "En attente de l’employeur" if thread.status is ThreadStatus.WAITING else label(thread.status)
    theme = THEMES[thread.theme].label
    return french(f"{thread.number}  {status}  {theme}  {thread.subject}  {row.company} ({row.code})")


def _print(message: ServiceMessage) -> None:
    print(french(f"\n{format_datetime(message.at)}, {message.by}"))
    if message.said:
        print(message.said)
    if message.text:
        print(message.text)
    for file in message.files:
        print(french(f"Pièce jointe : {file.name}"))


def _keep(message: ServiceMessage, folder: Path) -> None:
    """The files of a message, none in the place of another."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in message.files:
        target, rank = folder / file.name, 1
        while target.exists():
            rank += 1
            target = folder / f"{Path(file.name).stem}-{rank}{Path(file.name).suffix}"
        target.write_bytes(file.path.read_bytes())
