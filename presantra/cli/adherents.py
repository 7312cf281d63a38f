"""``python -m presantra adherents importer|regenerer|corriger``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("adherents", help="importe des adhérents, renouvelle leurs identifiants")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    importer = actions.add_parser("importer", help="crée les adhérents d’un fichier CSV ou XLSX et leurs lettres")
    importer.add_argument("fichier", type=Path, metavar="FICHIER", help="fichier CSV ou XLSX")
    _letters_folder(importer)
    importer.add_argument(
        "--ignorer-les-erreurs", action="store_true", help="enregistre les bonnes lignes et laisse les autres"
    )
    importer.set_defaults(run=import_members)
    regenerate = actions.add_parser("regenerer", help="donne un nouveau n° de télédéclarant à un adhérent")
    regenerate.add_argument("code", metavar="CODE", help="code adhérent (12345 ou 12345-1)")
    _letters_folder(regenerate)
    regenerate.set_defaults(run=regenerate_number)
    correct = actions.add_parser("corriger", help="corrige l’identité d’un adhérent : seul ce qui est donné change")
    correct.add_argument("code", metavar="CODE", help="code adhérent (12345 ou 12345-1)")
    correct.add_argument("--nom", default="", metavar="TEXTE", help="raison sociale")
    correct.add_argument("--siret", default="", metavar="SIRET", help="14 chiffres")
    correct.add_argument("--naf", default="", metavar="CODE", help="code NAF (43.32B)")
    correct.set_defaults(run=correct_identity)


def _letters_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lettres", type=Path, metavar="DOSSIER", required=True, help="dossier où écrire les lettres PDF"
    )


def import_members(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate, read_file, show_problems
    from presantra.services.actor import System

    async def work(container: Container) -> None:
        report = await container.members.import_members(
            System(),
            read_file(arguments.fichier),
            arguments.lettres,
            skip_errors=arguments.ignorer_les_erreurs,
        )
        show_problems(report.problems)
        if report.problems:
            lines = len({problem.line for problem in report.problems})
            print(f"{counted(lines, 'ligne ignorée', 'lignes ignorées')}.")
        created = counted(len(report.codes), "adhérent créé", "adhérents créés")
        letters = counted(len(report.letters), "lettre à poster", "lettres à poster")
        print(f"{created}, {letters} dans {arguments.lettres}.")

    return operate(settings, work)


def regenerate_number(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate
    from presantra.services.actor import System

    async def work(container: Container) -> None:
        letter = await container.members.regenerate(System(), arguments.code, arguments.lettres)
        print(f"Nouvelle lettre à poster : {letter}. L’ancien numéro n’est plus valable.")

    return operate(settings, work)


def correct_identity(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate
    from presantra.cli.visites import signature

    async def work(container: Container) -> None:
        done = await container.secretariat.identity.correct(
            signature(settings), arguments.code, name=arguments.nom, siret=arguments.siret, naf_code=arguments.naf
        )
        for change in done.changes:
            print(french(f"{change.label} : {change.before or 'rien'} → {change.after}"))
        told = counted(done.mails, "administrateur prévenu", "administrateurs prévenus")
        answered = f" Demande répondue : {', '.join(done.answered)}." if done.answered else ""
        print(french(f"{done.code} : identité corrigée, {told}.{answered}"))

    return operate(settings, work)
