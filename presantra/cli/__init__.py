"""Commands for operators. Each command is a function that receives the settings and its parsed arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from presantra.cli import (
    adherents,
    comptes,
    courriels,
    courriers,
    creneaux,
    demonstration,
    documents,
    factures,
    journal,
    messages,
    paiements,
    partages,
    purger,
    rappels,
    suivi,
    verifier,
    visites,
)
from presantra.settings import ConfigurationError, load_settings


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(prog="python -m presantra", description="Portail adhérents PRÉSANTRA.")
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMANDE")
    commands.add_parser("demarrer", help="prépare la base, construit l’interface si besoin et sert le portail")
    commands.add_parser("developper", help="sert le portail en le reconstruisant à chaque changement du code")
    build = commands.add_parser("construire", help="construit l’interface de production")
    build.add_argument("--forcer", action="store_true", help="reconstruit même si rien n’a changé")
    for module in (
        adherents,
        comptes,
        factures,
        paiements,
        visites,
        creneaux,
        documents,
        messages,
        partages,
        courriers,
        courriels,
        rappels,
        suivi,
        journal,
        purger,
        verifier,
        demonstration,
    ):
        module.register(commands)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a foreseeable failure is one French sentence and the status 1."""
    from presantra.cli.build import BuildError, build
    from presantra.cli.develop import develop
    from presantra.cli.prepare import StartError
    from presantra.cli.serve import serve

    arguments = parser().parse_args(argv)
    try:
        settings = load_settings()
        if arguments.command == "demarrer":
            serve(settings)
        elif arguments.command == "developper":
            develop(settings)
        elif arguments.command == "construire":
            build(settings, force=arguments.forcer)
        else:
            return int(arguments.run(settings, arguments))
    except (BuildError, StartError, ConfigurationError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0
