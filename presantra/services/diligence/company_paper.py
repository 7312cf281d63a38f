"""The document of the company. Blocking: call it from a thread."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date, label
from presantra.domain.vocabulary import VisitKind
from presantra.services.diligence.paper import Dossier
from presantra.services.diligence.views import (
    MAX_LINES,
    MAX_PEOPLE,
    NEAR_DAYS,
    CompanyActs,
    CompanyFile,
    Table,
)
from presantra.services.duties.coming import MAX_CANDIDATES
from presantra.services.duties.views import PostView
from presantra.services.paged_paper import Columns

_SHORT = {
    VisitKind.VIP_INITIAL: "VIP initiale",
    VisitKind.VIP_PERIODIC: "VIP périodique",
    VisitKind.APTITUDE_HIRE: "Aptitude, embauche",
    VisitKind.APTITUDE_PERIODIC: "Aptitude, périodique",
    VisitKind.POST_EXPOSURE: "Post-exposition",
}


def render_company(file: CompanyFile) -> bytes:
    """PDF on the company."""
    paper = Dossier(file.heading, file.heading.company)
    figures = file.figures
    paper.title_of("Où en est le suivi")
    paper.facts(
        (
            ("Salariés présents", str(figures.present)),
            ("À jour", f"{figures.up_to_date} (aucune visite d’embauche, périodique ou intermédiaire avant "
                       f"{NEAR_DAYS} jours)"),
            ("Dans les 90 jours", str(figures.due_90)),
            ("En retard", str(figures.late)),
            ("Rendez-vous fixés", str(figures.planned)),
        )
    )  # fmt: skip
    _people(paper, file)
    _acts(paper, file.acts)
    _posts(paper, file)
    return paper.content()


def _people(paper: Dossier, file: CompanyFile) -> None:
    paper.title_of(f"Visites d’embauche et périodiques en retard ou dues dans les {NEAR_DAYS} jours")
    if not file.people:
        paper.sentence("Aucune.")
        return
    if file.cut:
        paper.sentence(f"Seules les {MAX_PEOPLE} premières échéances figurent ici, les plus anciennes d’abord.")
        paper.ln(1)
    paper.lines(
        (("Salarié", 36), ("Poste", 26), ("Suivi", 10), ("Visite", 30), ("Échéance", 18), ("Demande", 50)),
        [
            (
                person.name,
                person.job_title,
                person.follow_up.value.upper(),
                _SHORT.get(person.kind, label(person.kind)),
                format_date(person.due_date),
                person.request or "–",
            )
            for person in file.people
        ],
    )


def _acts(paper: Dossier, acts: CompanyActs) -> None:
    since = f"depuis le {format_date(acts.since)}"
    _table(
        paper, f"Autres obligations en retard ou dues dans les {NEAR_DAYS} jours",
        acts.events, (("Salarié", 50), ("À faire", 72), ("Au plus tard", 24), ("État", 24)),
        f"premières parmi {MAX_CANDIDATES} personnes au plus de chaque type",
        ["Reprises, mi-carrières, post-expositions et attestations."],
    )  # fmt: skip
    totals = [f"• {kind} : {count}" for kind, count in acts.held_by_kind]
    _table(
        paper, f"Visites réalisées {since}",
        acts.held, (("Salarié", 50), ("Type de visite", 64), ("Le", 22), ("Demande", 34)), "plus récentes", totals,
    )  # fmt: skip
    _table(
        paper, "Attestations de conduite et d’électricité présentées",
        acts.attestations, (("Salarié", 42), ("Pour", 78), ("Valable", 34), ("État", 16)), "premières à échoir",
    )  # fmt: skip
    _table(
        paper, f"Accidents de moins de 30 jours signalés {since}",
        acts.accidents, (("Salarié", 62), ("Du", 36), ("Au", 36), ("Signalé le", 36)), "plus récentes",
        ["Accidents du travail dont le service a été informé (article R. 4624-33)."],
    )  # fmt: skip
    _table(
        paper, f"Salariés informés de leurs droits {since}",
        acts.informed, (("Salarié", 98), ("Informé le", 72)), "plus récentes",
        ["Préreprise et rendez-vous de liaison."],
    )  # fmt: skip
    _table(
        paper, f"Fins d’exposition signalées {since}",
        acts.exposure_ends, (("Salarié", 62), ("Départ le", 54), ("Signalée le", 54)), "plus récentes",
    )  # fmt: skip


def _table(paper: Dossier, title: str, table: Table, columns: Columns, order: str, words: Sequence[str] = ()) -> None:
    """Its title stays when it is empty: that there was nothing is said too."""
    paper.title_of(title, room=45)
    for sentence in words:
        paper.sentence(sentence)
    if not table.rows:
        paper.sentence("Aucun enregistrement dans le portail.")
        return
    if table.total is None or table.total > len(table.rows):
        among = "" if table.total is None else f", sur {table.total}"
        paper.sentence(f"Seules {MAX_LINES} lignes figurent ici, les {order}{among}.")
    paper.ln(1)
    paper.lines(columns, table.rows)


def _posts(paper: Dossier, file: CompanyFile) -> None:
    if not file.posts.posts:
        return
    paper.title_of("Liste complémentaire de postes à risques (article R. 4624-23, III)")
    sent = f"Transmise au service le {_instant(file.posts.sent_at)}." if file.posts.sent_at else "Pas encore transmise."
    paper.sentence(sent)
    for post in file.posts.posts:
        paper.sentence(f"• {post.job_title} : {post.reason}")
        paper.sentence(f"  {_opinions(post, sent=file.posts.sent_at is not None)}")


def _opinions(post: PostView, *, sent: bool) -> str:
    said = (
        f"avis du médecin du travail : {_day(post.doctor_opinion_on)}",
        f"avis du CSE : {_day(post.cse_opinion_on)}",
        *(("changé depuis la transmission",) if sent and post.changed_since_sent else ()),
    )
    return f"({' ; '.join(said)})"


def _day(day: date | None) -> str:
    return format_date(day) if day else "date non indiquée"


def _instant(at: datetime | None) -> str:
    return format_date(paris_date(at)) if at else ""
