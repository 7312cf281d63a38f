"""Types de contrat: what the rules, the forms and the DSN need to know of each (`data/contracts.toml`)."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources.abc import Traversable
from typing import Any

from presantra.domain import data
from presantra.domain.vocabulary import ContractType


class Trait(StrEnum):
    """What makes a contract special for the follow-up."""

    NONE = ""
    APPRENTICESHIP = "apprenticeship"
    SEASONAL = "seasonal"
    TEMPORARY = "temporary"


@dataclass(frozen=True, slots=True)
class Contract:
    """`has_end`: it always ends on a planned date. `dsn`: values of S21.G00.40.007 that mean this type.

    `dsn_as`: the types as which a DSN declares it, whose natures are not fine enough.
    """

    __pydantic_config__ = data.STRICT

    label: str
    has_end: bool = False
    trait: Trait = Trait.NONE
    dsn: tuple[str, ...] = ()
    dsn_as: tuple[ContractType, ...] = ()


def load_contracts(
    folder: Traversable = data.FOLDER, kinds: type[StrEnum] = ContractType
) -> dict[ContractType, Contract]:
    """Raises ValueError when one nature of the DSN would mean two types."""
    entries = data.read(folder, "contracts.toml")
    contracts: dict[Any, Contract] = {kinds(code): data.entry(Contract, values) for code, values in entries.items()}
    natures = Counter(nature for contract in contracts.values() for nature in contract.dsn)
    twice = [nature for nature, count in natures.items() if count > 1]
    if twice:
        raise ValueError(f"contracts.toml: a nature of the DSN means two types: {', '.join(twice)}")
    return contracts


CONTRACTS = load_contracts()
WITH_END = frozenset(kind for kind, contract in CONTRACTS.items() if contract.has_end)
BY_DSN_NATURE = {nature: kind for kind, contract in CONTRACTS.items() for nature in contract.dsn}
"""S21.G00.40.007; the others (stage, mandat, engagement maritime…) are « autre »."""
