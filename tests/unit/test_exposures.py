"""Risks met at work, by the rules of the time (L. 4624-2-1, R. 4624-28-1)."""

from __future__ import annotations

from datetime import date

import pytest

from presantra.domain.exposures import HeldJob, exposures

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("jobs", "labels"),
    [
        ([], ()),
        ([HeldJob(("amiante", "nuit"), date(2024, 2, 5))], ("Amiante",)),
        # Once is enough, in a former job or a former period.
        ([HeldJob((), date(2025, 1, 1)), HeldJob(("amiante",), date(2020, 1, 6), date(2024, 12, 31))], ("Amiante",)),
        # Driving was a reinforced follow-up until 30 September 2025 (décret 2025-355).
        (
            [HeldJob(("autorisation_conduite",), date(2025, 9, 30))],
            ("Conduite d’engins avec autorisation de l’employeur",),
        ),
        ([HeldJob(("autorisation_conduite",), date(2025, 10, 1))], ()),
        # Declared for a day to come: exposed from that day.
        ([HeldJob(("amiante",), date(2026, 12, 1))], ("Amiante",)),
    ],
)
def test_exposures(jobs: list[HeldJob], labels: tuple[str, ...]) -> None:
    assert exposures(jobs, TODAY) == labels
