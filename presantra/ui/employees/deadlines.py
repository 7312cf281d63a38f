"""How a deadline looks: words and colour together, never the colour alone."""

from __future__ import annotations

from presantra.services.employees import DueState

_BADGES = {
    DueState.LATE: ("En retard", "danger"),
    DueState.WITHIN_30_DAYS: ("Dans les 30 jours", "warning"),
    DueState.WITHIN_90_DAYS: ("Dans les 90 jours", "info"),
    DueState.LATER: ("À jour", "success"),
    DueState.NONE: ("", "neutral"),
}


def due_badge(state: DueState) -> str:
    return _BADGES[state][0]


def due_tone(state: DueState) -> str:
    return _BADGES[state][1]
