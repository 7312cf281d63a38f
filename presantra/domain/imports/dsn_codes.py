"""Codes of the DSN standard (NEODeS, version P26V01) as far as this portal needs them.

The natures of contract stand in `data/contracts.toml`.
"""

from presantra.domain.vocabulary import DepartureReason, OtherEmployers

MONTHLY = "01"
"""S20.G00.05.001: other values announce one event (sick leave, end of contract…), not a month."""

CANCELS = "04"
"""S20.G00.05.002."""

OTHER_EMPLOYERS: dict[str, OtherEmployers] = {
    "01": OtherEmployers.NO,
    "02": OtherEmployers.YES,
    "03": OtherEmployers.UNKNOWN,
}
"""S21.G00.40.037."""

DEPARTURES: dict[str, DepartureReason] = {
    **dict.fromkeys(
        # Inaptitude (091, 092) is a dismissal like another: the portal never says why.
        ("011", "012", "014", "015", "020", "026", "086", "087", "088", "089", "091", "092", "093"),
        DepartureReason.DISMISSAL,
    ),
    "031": DepartureReason.END_OF_CDD,
    "034": DepartureReason.END_OF_TRIAL,
    "035": DepartureReason.END_OF_TRIAL,
    "038": DepartureReason.RETIREMENT,
    "039": DepartureReason.RETIREMENT,
    "043": DepartureReason.MUTUAL_AGREEMENT,
    "059": DepartureReason.RESIGNATION,
    "066": DepartureReason.DEATH,
    "081": DepartureReason.END_OF_APPRENTICESHIP,
    "998": DepartureReason.TRANSFER,
}
"""S21.G00.62.002; the others are « autre »."""
