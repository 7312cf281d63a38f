"""``python -m presantra rappels envoyer``: the weekly reminder by hand, for operators."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("rappels", help="envoie le rappel hebdomadaire par e-mail")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    send = actions.add_parser("envoyer", help="met en boîte d’envoi les rappels de la semaine qui ne sont pas partis")
    send.add_argument("--maintenant", action="store_true", help="sans attendre le lundi ni l’heure")
    send.set_defaults(run=send_reminders)


def send_reminders(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate

    async def work(container: Container) -> None:
        digest = container.digest
        count = await (digest.send_now() if arguments.maintenant else digest.send_due())
        print(f"{counted(count, 'rappel mis', 'rappels mis')} dans la boîte d’envoi.")

    return operate(settings, work)
