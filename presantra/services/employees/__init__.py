"""Salariés: the list, the record, arrivals, departures and corrections."""

from presantra.services.employees.arrivals import Arrivals
from presantra.services.employees.assignments import Assignments
from presantra.services.employees.departures import Departures
from presantra.services.employees.duplicates import Duplicates
from presantra.services.employees.edits import Edits
from presantra.services.employees.last_visits import LastVisits
from presantra.services.employees.merges import Merges
from presantra.services.employees.not_duplicates import NotDuplicates
from presantra.services.employees.queries import Queries
from presantra.services.employees.transfers import Transfers
from presantra.services.employees.views import (
    ArrivalView,
    DeadlineFilter,
    DepartureView,
    DueState,
    DuplicateCandidate,
    EmployeeChoice,
    EmployeePage,
    EmployeeQuery,
    EmployeeRecord,
    EmployeeRow,
    JobChangeView,
    MergeView,
    PeriodView,
    PresenceFilter,
    SortKey,
    TransferLink,
)


class EmployeeService(
    Queries, Arrivals, Edits, Departures, LastVisits, Assignments, Transfers, Merges, Duplicates, NotDuplicates
):
    """Use cases on the employees of the company the actor works in."""


__all__ = [
    "ArrivalView",
    "DeadlineFilter",
    "DepartureView",
    "DueState",
    "DuplicateCandidate",
    "EmployeeChoice",
    "EmployeePage",
    "EmployeeQuery",
    "EmployeeRecord",
    "EmployeeRow",
    "EmployeeService",
    "JobChangeView",
    "MergeView",
    "PeriodView",
    "PresenceFilter",
    "SortKey",
    "TransferLink",
]
