"""Codes of the DSN standard (NEODeS, version P26V01) as far as this portal needs them."""

from presantra.domain.vocabulary import ContractType, DepartureReason, OtherEmployers

MONTHLY = "01"
"""S20.G00.05.001: other values announce one event (sick leave, end of contract…), not a month."""

EMPTY_KINDS = frozenset({"02", "05"})
"""S20.G00.05.002: « néant », nobody to declare."""
CANCELS = "04"

CONTRACTS: dict[str, ContractType] = {
    "01": ContractType.CDI,
    "02": ContractType.CDD,
    "03": ContractType.TEMPORARY,
    "07": ContractType.CDI,  # intermittent
    "08": ContractType.TEMPORARY,  # CDI intérimaire
    "09": ContractType.CDI,  # droit public
    "10": ContractType.CDD,  # droit public
}
"""S21.G00.40.007; the others (stage, mandat, engagement maritime…) are « autre »."""

SCHEMES: dict[str, ContractType] = {
    "61": ContractType.PROFESSIONAL_TRAINING,
    "64": ContractType.APPRENTICESHIP,
    "65": ContractType.APPRENTICESHIP,
    "81": ContractType.APPRENTICESHIP,
}
"""S21.G00.40.008, dispositif de politique publique: it says more than the nature of the contract."""

OTHER_EMPLOYERS: dict[str, OtherEmployers] = {
    "01": OtherEmployers.NO,
    "02": OtherEmployers.YES,
    "03": OtherEmployers.UNKNOWN,
}
"""S21.G00.40.037."""

HOURS = "10"
"""S21.G00.40.011: the quotités are hours."""

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
