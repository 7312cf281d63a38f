"""``python -m presantra creneaux ouvrir|lister|fermer``: the times that employers book themselves."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from presantra.cli.pages import add_pages, day, show_rest, window
from presantra.cli.visites import add_place, signature
from presantra.domain.labels import format_datetime
from presantra.domain.typography import french
from presantra.domain.visits import REQUESTABLE_KINDS
from presantra.domain.vocabulary import VisitKind
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.secretariat import OpenSlot


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("creneaux", help="ouvre, montre et ferme les créneaux à réserver")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    opening = actions.add_parser("ouvrir", help="ouvre un créneau")
    add_place(opening)
    opening.add_argument("--places", type=int, default=1, metavar="N", help="nombre de personnes (1)")
    opening.add_argument(
        "--type", action="append", choices=[kind.value for kind in REQUESTABLE_KINDS],
        help="type de visite accepté, peut se répéter (embauche, périodique, intermédiaire et mi-carrière par défaut)",
    )  # fmt: skip
    opening.set_defaults(run=open_one)
    listing = actions.add_parser("lister", help="montre les créneaux à venir, ou ceux de certains jours")
    listing.add_argument("--du", type=day, metavar="JJ/MM/AAAA", help="premier jour (maintenant)")
    listing.add_argument("--au", type=day, metavar="JJ/MM/AAAA", help="dernier jour, compris")
    add_pages(listing)
    listing.set_defaults(run=show)
    closing = actions.add_parser("fermer", help="ferme un créneau")
    closing.add_argument("identifiant", metavar="IDENTIFIANT", help="identifiant donné par « lister »")
    closing.set_defaults(run=close)


def open_one(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate
    from presantra.services.secretariat import BOOKABLE

    async def work(container: Container) -> None:
        kinds = [VisitKind(code) for code in arguments.type] if arguments.type else BOOKABLE
        slot = await container.secretariat.slots.open(
            signature(settings), arguments.centre, arguments.le, arguments.duree, kinds, arguments.places
        )  # fmt: skip
        print(_line(slot))

    return operate(settings, work)


def show(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        found = await container.secretariat.slots.list(
            signature(settings), arguments.du, arguments.au, window(arguments)
        )
        for slot in found:
            print(_line(slot))
        show_rest(found, arguments.page, "Aucun créneau ces jours-là." if arguments.du else "Aucun créneau à venir.")

    return operate(settings, work)


def close(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        await container.secretariat.slots.close(signature(settings), arguments.identifiant)
        print("Créneau fermé.")

    return operate(settings, work)


def _line(slot: OpenSlot) -> str:
    state = "  fermé" if slot.closed else ""
    seats = f"places prises : {slot.taken}/{slot.capacity}"
    when = f"{format_datetime(slot.starts_at)} ({slot.length_minutes} min)"
    return french(f"{slot.public_id}  {when}  {slot.centre}  {seats}{state}  {', '.join(slot.kinds)}")
