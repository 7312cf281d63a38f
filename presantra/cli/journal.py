"""``python -m presantra journal verifier``: is every entry of the journal the one that was written?"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("journal", help="vérifie le journal")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verifier", help="recalcule les sceaux de toutes les chaînes du journal")
    verify.set_defaults(run=run)


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate
    from presantra.services import audit, journal

    broken = 0

    async def work(container: Container) -> None:
        nonlocal broken
        chains = await journal.chains(container.context)
        for chain in chains:
            if position := await audit.verify(container.context, chain.name):
                broken += 1
                print(altered(chain.label, position), file=sys.stderr)
        if broken:
            sentence = f"Journal altéré : {counted(broken, 'chaîne', 'chaînes')} sur {len(chains)}."
            print(french(sentence), file=sys.stderr)
        else:
            verified = counted(len(chains), "chaîne vérifiée", "chaînes vérifiées")
            print(french(f"Journal intègre : {verified}."))

    return operate(settings, work) or int(broken > 0)


def altered(label: str, position: int) -> str:
    return french(f"Chaîne « {label} » : première écriture altérée ou manquante à la position {position}.")
