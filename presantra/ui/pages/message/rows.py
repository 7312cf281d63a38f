"""A thread, ready to show."""

from __future__ import annotations

from dataclasses import dataclass, field

from presantra.domain.labels import format_datetime, label
from presantra.domain.messages import SETTLED, THEMES
from presantra.services.messages import MessageLine, ThreadView
from presantra.ui.messages.attaching import AttachedLine, attached_line
from presantra.ui.messages.words import TONES, TieLink, tie_link


@dataclass(frozen=True)
class Bubble:
    """``side``: « mine », « ours » (a colleague’s), « service », or « event » for something done without a word."""

    id: str
    side: str
    by: str
    at: str
    text: str
    files: list[AttachedLine] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    number: str = ""
    subject: str = ""
    theme: str = ""
    status: str = ""
    tone: str = "neutral"
    seen: str = ""
    tie: TieLink = field(default_factory=TieLink)
    bubbles: list[Bubble] = field(default_factory=list)
    may_write: bool = False
    may_solve: bool = False
    over: bool = False


def sheet(view: ThreadView) -> Sheet:
    thread = view.thread
    spoken = [message for message in view.messages if not message.said]
    unanswered = not spoken[-1].from_service
    return Sheet(
        number=thread.number,
        subject=thread.subject,
        theme=THEMES[thread.theme].label,
        status=label(thread.status),
        tone=TONES[thread.status],
        seen=f"Vu par le service le {format_datetime(view.seen_at)}" if view.seen_at and unanswered else "",
        tie=tie_link(view.tie),
        bubbles=[_bubble(rank, message) for rank, message in enumerate(view.messages)],
        may_write=view.may_write,
        may_solve=view.may_solve,
        over=thread.status in SETTLED,
    )


def _bubble(rank: int, message: MessageLine) -> Bubble:
    side = "service" if message.from_service else "mine" if message.mine else "ours"
    return Bubble(
        id=str(rank),
        side="event" if message.said else side,
        by="Vous" if message.mine else message.by,
        at=format_datetime(message.at),
        text=message.said or message.text,
        files=[attached_line(file) for file in message.files],
    )
