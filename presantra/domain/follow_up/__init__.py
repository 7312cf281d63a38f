"""Which visits the law asks for, by when and why: dated rules (`data/`), an engine without any number of its own.

`schedule` is the cheap part (kind, next visit, latest date); `follow_up` answers everything; `assess` speaks of an
arrival alone.
"""

from presantra.domain.follow_up.assessment import NEWEST, Assessment, assess, follow_up_kind
from presantra.domain.follow_up.continuity import Former, begins_anew, corrected, counted_since, taken_over
from presantra.domain.follow_up.engine import follow_up
from presantra.domain.follow_up.facts import Absent, Attended, Facts, Held, HireFacts, Shown
from presantra.domain.follow_up.obligations import Answered, Field, FollowUp, Note, Obligation, Question, Schedule
from presantra.domain.follow_up.rules import BOOK, Act, Cause, Profile, Reform, Rule, Rulebook
from presantra.domain.follow_up.schedule import schedule

__all__ = [
    "BOOK",
    "NEWEST",
    "Absent",
    "Act",
    "Answered",
    "Assessment",
    "Attended",
    "Cause",
    "Facts",
    "Field",
    "FollowUp",
    "Former",
    "Held",
    "HireFacts",
    "Note",
    "Obligation",
    "Profile",
    "Question",
    "Reform",
    "Rule",
    "Rulebook",
    "Schedule",
    "Shown",
    "assess",
    "begins_anew",
    "corrected",
    "counted_since",
    "follow_up",
    "follow_up_kind",
    "schedule",
    "taken_over",
]
