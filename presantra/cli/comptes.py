"""``python -m presantra comptes lister|fermer|rouvrir|deverrouiller``."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("comptes", help="liste, ferme et rouvre les comptes des déclarants")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = actions.add_parser("lister", help="liste les comptes, leur état et leurs entreprises")
    show.add_argument("--fermes", action="store_true", help="les comptes fermés que l’on peut encore rouvrir")
    show.set_defaults(run=list_accounts)
    for name, run, words in (
        ("fermer", close, "ferme un compte à la demande de son titulaire"),
        ("rouvrir", reopen, "rouvre un compte fermé depuis peu, avec ses entreprises"),
        ("deverrouiller", unlock, "retire la double authentification de qui a tout perdu"),
    ):
        action = actions.add_parser(name, help=words)
        action.add_argument("adresse", metavar="ADRESSE", help="adresse e-mail du compte")
        action.set_defaults(run=run)


def list_accounts(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate

    async def work(container: Container) -> None:
        lines = await container.closing.list(closed=arguments.fermes)
        for line in lines:
            companies = ", ".join(line.codes) or "aucune entreprise"
            print(french(f"{line.email} – {line.name} – {line.state} – {companies}"))
        print(f"{counted(len(lines), 'compte', 'comptes')}.")

    return operate(settings, work)


def close(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate
    from presantra.services.actor import System

    async def work(container: Container) -> None:
        name = await container.closing.close_for(System(), arguments.adresse)
        days = container.settings.reopen_account_days
        print(french(f"Compte de {name} fermé : il peut être rouvert pendant {days} jours."))

    return operate(settings, work)


def reopen(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate
    from presantra.services.actor import System

    async def work(container: Container) -> None:
        name = await container.closing.reopen(System(), arguments.adresse)
        print(french(f"Compte de {name} rouvert : il se connecte avec son mot de passe."))

    return operate(settings, work)


def unlock(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate
    from presantra.services.actor import System

    async def work(container: Container) -> None:
        name = await container.second_factor.remove_for(System(), arguments.adresse)
        print(french(f"Double authentification de {name} retirée : un e-mail le lui dit."))

    return operate(settings, work)
