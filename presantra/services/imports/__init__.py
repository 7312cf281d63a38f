"""Imports of salariés: a file read, compared with what is known, applied in one transaction, taken back."""

from presantra.services.imports.application import Application
from presantra.services.imports.mapping import COLUMN_CHOICES, NUMBER_COLUMNS
from presantra.services.imports.preparation import AbsentPage, LinePage, Preparation
from presantra.services.imports.preview import AbsentView, CandidateView, LineView
from presantra.services.imports.reception import Reception
from presantra.services.imports.rejection import Rejection
from presantra.services.imports.running import Status
from presantra.services.imports.taking_back import TakingBack
from presantra.services.imports.views import GuessView, JobView, KeptPerson, MappingView, QuestionView


class ImportService(Reception, Preparation, Application, TakingBack, Rejection):
    """Use cases of the screen « Importer des salariés ». A job belongs to one account in one company."""


__all__ = [
    "COLUMN_CHOICES",
    "NUMBER_COLUMNS",
    "AbsentPage",
    "AbsentView",
    "CandidateView",
    "GuessView",
    "ImportService",
    "JobView",
    "KeptPerson",
    "LinePage",
    "LineView",
    "MappingView",
    "QuestionView",
    "Status",
]
