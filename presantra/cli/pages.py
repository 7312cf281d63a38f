"""Lists that the service reads a page at a time: their options, and what they say of what is not shown."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from presantra.cli.operator import counted
from presantra.domain.errors import InvalidValue
from presantra.domain.forms import parse_date
from presantra.domain.typography import french

if TYPE_CHECKING:
    from presantra.services.secretariat import Listed, Window


def day(text: str) -> date:
    """Raises ArgumentTypeError for anything but a day."""
    try:
        return parse_date(text)
    except InvalidValue as error:
        raise argparse.ArgumentTypeError(error.sentence) from None


def add_pages(parser: argparse.ArgumentParser, *, of_member: bool = False) -> None:
    if of_member:
        parser.add_argument("--adherent", default="", metavar="CODE", help="un seul adhérent")
    parser.add_argument("--page", type=int, default=1, metavar="N", help="page à montrer (1)")
    parser.add_argument("--tout", action="store_true", help="montre tout, sans pages")


def window(given: argparse.Namespace) -> Window:
    from presantra.services.secretariat import Window

    return Window(given.page, given.tout)


def show_rest(found: Listed[Any], page: int, nothing: str) -> None:
    """After the lines: how many of them are not shown, or that there is none."""
    if not found.total:
        print(nothing)
    elif found.begin and not found.rows:
        print(french(f"Il n’y a pas de page {page} : {counted(found.total, 'ligne', 'lignes')} en tout."))
    elif found.left:
        rest = counted(found.left, "autre n’est pas montrée", "autres ne sont pas montrées")
        print(french(f"{rest} ({found.total} en tout) : --page {page + 1}, ou --tout."))
