"""``python -m presantra demonstration``: the data of the demonstration, and how to try them."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    parser = commands.add_parser("demonstration", help="charge les données de démonstration dans une base vide")
    parser.set_defaults(run=load_data)


def load_data(settings: Settings, _arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate
    from presantra.demonstration import load

    async def work(container: Container) -> None:
        await load(container.context)
        print(banner(settings))

    return operate(settings, work)


def banner(settings: Settings) -> str:
    """What a visitor needs: address, identifiers of the invented members, mailbox."""
    from presantra.demonstration import firm
    from presantra.demonstration.companies import COMPANIES

    identifiers = [f"    {c.code:<8} {c.number}   {c.name}, {c.city}" for c in COMPANIES]
    lines = [
        f"Portail :  {settings.public_url}",
        "Mode démonstration. Code adhérent, n° de télédéclarant :",
        *identifiers,
        f"Cabinet comptable ({firm.NAME}, {len(firm.MANDATES)} clients) : {firm.EMAIL}, mot de passe {firm.PASSWORD}",
    ]
    if settings.local_mailbox:
        lines.append(f"Courriels : {settings.public_url}/boite-de-reception")
    return "\n".join(lines)
