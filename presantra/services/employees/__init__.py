"""Salariés: the list, the record, arrivals, departures and corrections."""

from presantra.services.employees.arrivals import Arrivals
from presantra.services.employees.departures import Departures
from presantra.services.employees.edits import Edits
from presantra.services.employees.last_visits import LastVisits
from presantra.services.employees.queries import Queries
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
    PeriodView,
    PresenceFilter,
    SortKey,
)


class EmployeeService(Queries, Arrivals, Edits, Departures, LastVisits):
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
    "PeriodView",
    "PresenceFilter",
    "SortKey",
]
