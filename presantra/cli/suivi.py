"""``python -m presantra suivi recalculer``: deadlines written anew, for operators."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("suivi", help="recalcule les échéances")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    again = actions.add_parser("recalculer", help="récrit les échéances que les règles du jour ne donnent plus")
    again.set_defaults(run=recalculate)


def recalculate(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate
    from presantra.services.actor import System

    async def work(container: Container) -> None:
        count = await container.recalculation.run(System())
        print(f"{counted(count, 'échéance recalculée', 'échéances recalculées')}.")

    return operate(settings, work)
