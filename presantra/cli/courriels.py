"""``python -m presantra courriels [relancer]``: what waits in the boîte d’envoi, and what it could not deliver."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from presantra.domain.labels import format_datetime
from presantra.domain.typography import french
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.outbox import OutboxStatus, ParkedMail


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("courriels", help="montre la boîte d’envoi, relance les courriels bloqués")
    group.set_defaults(run=show)
    actions = group.add_subparsers(dest="action", metavar="ACTION")
    retry = actions.add_parser("relancer", help="redonne une chance à tous les courriels bloqués")
    retry.set_defaults(run=retry_parked)


def show(settings: Settings, _arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        print(_summary(await container.outbox.status()))
        for mail in await container.outbox.parked():
            print(_line(mail))

    return operate(settings, work)


def retry_parked(settings: Settings, _arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import counted, operate

    async def work(container: Container) -> None:
        count = await container.outbox.retry_parked()
        print(f"{counted(count, 'courriel remis', 'courriels remis')} dans la boîte d’envoi.")

    return operate(settings, work)


def _summary(status: OutboxStatus) -> str:
    since = f" (le plus ancien depuis {_age(status.oldest_waiting)})" if status.oldest_waiting else ""
    return french(f"En attente : {status.waiting}{since}. Bloqués : {status.parked}.")


def _age(age: timedelta) -> str:
    minutes = int(age.total_seconds()) // 60
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // 1440} jours"


def _line(mail: ParkedMail) -> str:
    tries = f"{mail.attempts} essai{'s' if mail.attempts > 1 else ''}"
    return french(f"{format_datetime(mail.created_at)}  {mail.recipient}  « {mail.subject} »  {tries} : {mail.reason}")
