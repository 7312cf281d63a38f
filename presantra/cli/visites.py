"""``python -m presantra visites …``: what the service does of a request, until it has pages of its own."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from presantra.cli.pages import add_pages, day, show_rest, window
from presantra.domain.clock import PARIS
from presantra.domain.labels import format_datetime, label
from presantra.domain.typography import french
from presantra.domain.visit_vocabulary import ContestOutcome, RequestOrigin
from presantra.domain.visits import REQUESTABLE_KINDS
from presantra.domain.vocabulary import VisitKind, VisitStatus
from presantra.settings import Settings

if TYPE_CHECKING:
    from presantra.bootstrap import Container
    from presantra.services.actor import System
    from presantra.services.secretariat import CaseLine, CaseSheet, Done

Work = Callable[["Container", "System", argparse.Namespace], Awaitable["Done"]]
CLOSED = "Fermetures : "
DESPITE = "--malgre-fermeture"
CONFIDENTIAL = tuple(origin for origin in RequestOrigin if origin is not RequestOrigin.EMPLOYER)


def register(commands: argparse._SubParsersAction[Any]) -> None:
    group = commands.add_parser("visites", help="traite les demandes de visite")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    lister = actions.add_parser("lister", help="montre les demandes ouvertes, ou celles d’un statut")
    which = lister.add_mutually_exclusive_group()
    which.add_argument("--statut", choices=[status.value for status in VisitStatus], help="un seul statut")
    which.add_argument("--contestes", action="store_true", help="les absences contestées qui attendent une réponse")
    add_pages(lister, of_member=True)
    lister.set_defaults(run=show)
    voir = actions.add_parser("voir", help="montre une demande, avec les souhaits et les fermetures de l’entreprise")
    voir.add_argument("numero", metavar="NUMERO", help="numéro de la demande (DV-2026-000001)")
    voir.set_defaults(run=show_one)
    _act(actions, "prendre-en-charge", "prend la demande en charge", _take_charge)
    _act(actions, "demander-complement", "demande une précision à l’employeur", _ask_more, "ce qu’il faut préciser")
    planifier = _act(actions, "planifier", "fixe ou déplace le rendez-vous", _plan)
    add_place(planifier)
    planifier.add_argument("--note", default="", metavar="TEXTE", help="message à l’employeur")
    planifier.add_argument(
        DESPITE,
        action="store_true",
        dest="despite",
        help="même un jour où l’entreprise dit ne pouvoir envoyer personne",
    )
    _act(actions, "convoquer", "envoie la convocation", _summon)
    _act(actions, "honorer", "enregistre que la visite a eu lieu", _honour)
    absent = _act(actions, "absent", "enregistre que personne n’est venu", _miss)
    absent.add_argument("--note", default="", metavar="TEXTE", help="message à l’employeur")
    trancher = _act(actions, "trancher", "répond à la contestation d’une absence", _settle)
    trancher.add_argument("decision", choices=[outcome.value for outcome in ContestOutcome])
    trancher.add_argument("texte", metavar="TEXTE", help="réponse à l’employeur")
    _act(actions, "refuser", "refuse la demande", _refuse, "raison du refus")
    inscrire = actions.add_parser(
        "inscrire-salarie", help="inscrit une visite demandée par le salarié ou un médecin, cachée à l’employeur"
    )
    inscrire.add_argument("code", metavar="CODE", help="code adhérent")
    inscrire.add_argument("matricule", metavar="MATRICULE", nargs="?", default="", help="matricule du salarié, ou :")
    inscrire.add_argument("--nom", default="", metavar="TEXTE", help="son nom et son prénom, sans matricule")
    inscrire.add_argument("--ne-le", type=day, metavar="JJ/MM/AAAA", help="sa date de naissance, avec --nom")
    inscrire.add_argument(
        "--type", choices=[kind.value for kind in (*REQUESTABLE_KINDS, VisitKind.PRE_RETURN)],
        default=VisitKind.ON_REQUEST.value, help="type de visite (a_la_demande)",
    )  # fmt: skip
    inscrire.add_argument(
        "--origine", choices=[origin.value for origin in CONFIDENTIAL], default=CONFIDENTIAL[0].value
    )  # fmt: skip
    inscrire.set_defaults(run=acting(_enter))


def add_place(parser: argparse.ArgumentParser) -> None:
    """When, where and how long."""
    parser.add_argument("--le", type=moment, required=True, metavar='"JJ/MM/AAAA HH:MM"', help="heure de Paris")
    parser.add_argument("--centre", required=True, metavar="CODE", help="un des centres de PRESANTRA_CENTRES")
    parser.add_argument("--duree", type=int, default=30, metavar="MIN", help="durée en minutes (30)")


def moment(text: str) -> datetime:
    """Raises ArgumentTypeError for anything but a day and an hour of Paris."""
    for form in ("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=PARIS)
        except ValueError:
            continue
    raise argparse.ArgumentTypeError("la date s’écrit « JJ/MM/AAAA HH:MM »")


def acting(work: Work) -> Callable[[Settings, argparse.Namespace], int]:
    """A command that acts in the service's name on one request, and says what became of it."""

    def run(settings: Settings, arguments: argparse.Namespace) -> int:
        from presantra.cli.operator import operate

        async def whole(container: Container) -> None:
            done = await work(container, signature(settings), arguments)
            told = f" Convocation envoyée à {done.told}." if done.told else ""
            print(french(f"{done.number} : {label(done.status).lower()}.{told}"))

        return operate(settings, whole)

    return run


def signature(settings: Settings) -> System:
    """The service under its own name: what timelines and mails show."""
    from presantra.services.actor import System

    return System(f"Secrétariat {settings.service_name}")


def show(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        status = VisitStatus(arguments.statut) if arguments.statut else None
        found = await container.secretariat.cases.list(
            signature(settings), status, arguments.adherent, window(arguments), contested=arguments.contestes
        )
        for line in found:
            print(_line(line))
        show_rest(
            found, arguments.page, "Aucune contestation en attente." if arguments.contestes else "Aucune demande."
        )

    return operate(settings, work)


def show_one(settings: Settings, arguments: argparse.Namespace) -> int:
    from presantra.cli.operator import operate

    async def work(container: Container) -> None:
        sheet = await container.secretariat.sheets.read(signature(settings), arguments.numero)
        for text in _sheet(sheet):
            print(french(text))

    return operate(settings, work)


def _sheet(sheet: CaseSheet) -> Iterator[str]:
    yield f"{sheet.number}  {label(sheet.status)}"
    yield f"{label(sheet.kind)} de {sheet.employee}, {sheet.company} ({sheet.code})"
    if sheet.planned_at:
        yield f"Rendez-vous : {format_datetime(sheet.planned_at)}"
    for name, text in sheet.facts:
        yield f"{name} : {text}"
    for number, line in enumerate(sheet.closures):
        yield f"{' ' * len(CLOSED) if number else CLOSED}{line}"
    for paper in sheet.papers:
        yield f"Document : {label(paper.type).lower()} ({paper.public_id})"
    for step in sheet.steps:
        yield f"{format_datetime(step.at)}  {step.said} ({step.by})"
        for line in step.words.splitlines():
            yield f"    {line}"


def _line(line: CaseLine) -> str:
    when = f"  rendez-vous le {format_datetime(line.planned_at)}" if line.planned_at else ""
    urgent = "URGENT  " if line.urgent else ""
    company = f"{line.company} ({line.code})"
    status = label(line.status)
    return french(f"{line.number}  {urgent}{status}  {label(line.kind)}  {line.employee}  {company}{when}")


def _act(
    actions: argparse._SubParsersAction[Any], name: str, text: str, work: Work, words: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("numero", metavar="NUMERO", help="numéro de la demande (DV-2026-000001)")
    if words:
        parser.add_argument("texte", metavar="TEXTE", help=words)
    parser.set_defaults(run=acting(work))
    return parser


async def _take_charge(container: Container, who: System, given: argparse.Namespace) -> Done:
    return await container.secretariat.cases.take_charge(who, given.numero)


async def _ask_more(container: Container, who: System, given: argparse.Namespace) -> Done:
    return await container.secretariat.cases.ask_more(who, given.numero, given.texte)


async def _plan(container: Container, who: System, given: argparse.Namespace) -> Done:
    from presantra.domain.errors import InvalidValue
    from presantra.services.secretariat import CompanyClosed

    try:
        return await container.secretariat.cases.plan(
            who, given.numero, given.le, given.centre, given.duree, given.note, despite_closure=given.despite
        )
    except CompanyClosed as refusal:
        raise InvalidValue(f"{refusal.sentence} Ajoutez {DESPITE} pour planifier quand même.") from None


async def _summon(container: Container, who: System, given: argparse.Namespace) -> Done:
    return await container.secretariat.cases.summon(who, given.numero)


async def _honour(container: Container, who: System, given: argparse.Namespace) -> Done:
    return await container.secretariat.cases.honour(who, given.numero)


async def _miss(container: Container, who: System, given: argparse.Namespace) -> Done:
    return await container.secretariat.cases.miss(who, given.numero, given.note)


async def _settle(container: Container, who: System, given: argparse.Namespace) -> Done:
    outcome = ContestOutcome(given.decision)
    return await container.secretariat.cases.settle(who, given.numero, outcome, given.texte)


async def _refuse(container: Container, who: System, given: argparse.Namespace) -> Done:
    return await container.secretariat.cases.refuse(who, given.numero, given.texte)


async def _enter(container: Container, who: System, given: argparse.Namespace) -> Done:
    from presantra.services.secretariat import Designation

    whom = Designation(given.matricule, given.nom, given.ne_le)
    return await container.secretariat.cases.enter_confidential(
        who, given.code, whom, RequestOrigin(given.origine), VisitKind(given.type)
    )
