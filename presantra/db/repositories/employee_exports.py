"""What is read of each person of a list, beyond what a screen shows."""

from __future__ import annotations

from sqlmodel import col

from presantra.db.models import Employee, Employment

# No NIR, ever: it is not read.
COLUMNS = (
    col(Employee.id), col(Employee.birth_name), col(Employee.usage_name), col(Employee.first_name),
    col(Employee.birth_date), col(Employee.sex), col(Employee.email), col(Employee.phone), col(Employee.matricule),
    col(Employment.start_date), col(Employment.contract_type), col(Employment.planned_end_date),
    col(Employment.job_title), col(Employment.pcs_code), col(Employment.situations), col(Employment.working_time),
    col(Employment.end_date), col(Employment.departure_reason), col(Employment.last_visit_date),
    col(Employment.last_visit_kind), col(Employment.follow_up), col(Employment.due_date),
)  # fmt: skip

# The rows themselves, for who writes about each person.
PERSON = (Employee, Employment)
