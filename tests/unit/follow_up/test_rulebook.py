"""Rules are data: an entry is enough to add a situation, or to change a rule at a date; a mistake stops the portal."""

import shutil
import sys
from datetime import date, timedelta
from pathlib import Path
from subprocess import run
from time import perf_counter

import pytest
from pydantic import ValidationError

from presantra.domain import data
from presantra.domain.contracts import BY_DSN_NATURE, CONTRACTS, WITH_END, load_contracts
from presantra.domain.follow_up import BOOK, Act, Facts, Rulebook, follow_up, schedule
from presantra.domain.situations import WORK_SITUATIONS
from presantra.domain.vocabulary import ContractType, FollowUpKind, VisitKind, contract_types

HIRED = date(2020, 1, 6)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for source in Path(str(data.FOLDER)).glob("*.toml"):
        shutil.copy(source, tmp_path)
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write(text)


def person(*situations: str, **values: object) -> Facts:
    return Facts(date(1990, 6, 15), HIRED, ContractType.CDI, None, situations, **values)  # type: ignore[arg-type]


def test_a_situation_is_one_entry(folder: Path) -> None:
    add(folder, "situations.toml", """
[nanomateriaux]
label = "Nanomatériaux"
help = "Situation d’essai."

[[nanomateriaux.rule]]
group = "sir"
before_assignment = true
valid_from = 2027-07-01
sources = ["sir_list"]
""")  # fmt: skip
    book = Rulebook.load(folder)
    before, after = (schedule(person("nanomateriaux"), day, book) for day in (date(2027, 6, 30), date(2027, 7, 1)))
    assert before.profile.kind is FollowUpKind.SI
    assert after.profile.kind is FollowUpKind.SIR
    assert after.obligations[0].visit is VisitKind.APTITUDE_HIRE
    assert "Nanomatériaux" in after.obligations[0].sentences[0]


def test_a_decree_is_one_entry_and_the_end_of_the_old_one(folder: Path) -> None:
    rules = folder / "rules.toml"
    old = 'code = "periodique_si"\n'
    rules.write_text(rules.read_text("utf-8").replace(old, f"{old}valid_to = 2027-06-30\n"), "utf-8")
    add(folder, "rules.toml", """
[[rule]]
code = "periodique_si_2027"
act = "periodic"
kinds = ["si"]
visit = "vip_periodique"
years = 4
valid_from = 2027-07-01
sources = ["periodic_si"]
why = ["La visite suivante a lieu dans un délai de {delay}, au plus tard le {latest}."]
""")  # fmt: skip
    book = Rulebook.load(folder)
    one = person(last_visit=date(2024, 2, 29))
    due = [schedule(one, day, book).obligations[0] for day in (date(2027, 6, 30), date(2027, 7, 1))]
    assert [found.latest for found in due] == [date(2029, 2, 28), date(2028, 2, 29)]
    assert due[1].sentences[-1] == "La visite suivante a lieu dans un délai de 4 ans, au plus tard le 29/02/2028."
    assert schedule(one, date(2027, 7, 1)).obligations[0].latest == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("situations.toml", '[x]\nlabel = "x"\nhelp = "x"\n[[x.rule]]\ngroup = "sir"\nsources = ["unknown"]\n'),
        ("situations.toml", '[x]\nlabel = "x"\nhelp = "x"\n[[x.rule]]\ngroup = "tres_sir"\nsources = []\n'),
        ("situations.toml", '[x]\nlabel = "x"\nhelp = "x"\n[[x.rule]]\ngroup = "sir"\nsources = []\nvalid = 1\n'),
        (
            "situations.toml",
            '[x]\nlabel = "x"\nhelp = "x"\n[[x.rule]]\ngroup = "sir"\nsources = []\nvalid_to = 2027-01-01\n'
            '[[x.rule]]\ngroup = "sia"\nsources = []\nvalid_from = 2027-01-01\n',
        ),
        (
            "situations.toml",
            '[x]\nlabel = "x"\nhelp = "x"\n[[x.rule]]\ngroup = "sir"\nsources = []\nreform = "jamais"\n',
        ),
        ("rules.toml", '[[rule]]\ncode = "x"\nact = "periodic"\nsources = []\nyear = 5\n'),
        ("rules.toml", '[[rule]]\ncode = "x"\nact = "sometimes"\nsources = []\n'),
        ("rules.toml", '[[rule]]\ncode = "x"\nact = "periodic"\nsources = []\nsituations = ["caces"]\n'),
        ("rules.toml", '[[rule]]\ncode = "periodique_si"\nact = "periodic"\nsources = []\n'),
    ],
)
def test_a_mistake_in_the_data_is_refused_when_it_is_read(folder: Path, name: str, text: str) -> None:
    add(folder, name, f"\n{text}")
    with pytest.raises((ValueError, KeyError, ValidationError)):
        Rulebook.load(folder)


def test_contracts_are_those_of_the_vocabulary(folder: Path) -> None:
    assert list(CONTRACTS) == list(ContractType)
    assert all(contract.label for contract in CONTRACTS.values())
    assert {ContractType.CDD, ContractType.APPRENTICESHIP, ContractType.SEASONAL, ContractType.TEMPORARY} == WITH_END
    cdi, cdd, temporary = ContractType.CDI, ContractType.CDD, ContractType.TEMPORARY
    assert {"01": cdi, "07": cdi, "09": cdi, "02": cdd, "10": cdd, "03": temporary, "08": temporary} == BY_DSN_NATURE
    text = (folder / "contracts.toml").read_text("utf-8")
    (folder / "contracts.toml").write_text(text.partition("[autre]")[0], "utf-8")
    with pytest.raises(ValueError, match="autre"):
        contract_types(folder)


def test_a_contract_is_one_entry(folder: Path) -> None:
    add(
        folder,
        "contracts.toml",
        '\n[engagement_educatif]\nlabel = "Engagement éducatif"\nhas_end = true\ndsn = ["60"]\n',
    )
    script = """
import sys
from datetime import date
from pathlib import Path
from presantra.domain import data
data.FOLDER = Path(sys.argv[1])
from presantra.domain.contracts import BY_DSN_NATURE
from presantra.domain.follow_up import BOOK, Facts, schedule
from presantra.domain.imports import words
from presantra.domain.labels import choices
from presantra.domain.vocabulary import ContractType
kind = ContractType("engagement_educatif")
assert choices(ContractType)[-1] == ("engagement_educatif", "Engagement éducatif"), choices(ContractType)
assert BY_DSN_NATURE["60"] is kind and ContractType.CDI == "cdi"
assert words.contract_type("engagement educatif") is kind
assert schedule(Facts(date(1990, 6, 15), date(2026, 1, 5), kind, None, ()), date(2026, 2, 1), BOOK).next is not None
"""
    run([sys.executable, "-c", script, str(folder)], check=True)


def test_a_nature_of_the_dsn_means_one_contract(folder: Path) -> None:
    path = folder / "contracts.toml"
    path.write_text(path.read_text("utf-8").replace('dsn = ["02", "10"]', 'dsn = ["02", "08"]'), "utf-8")
    with pytest.raises(ValueError, match="08"):
        load_contracts(folder)


def test_every_rule_says_its_article_and_what_it_is() -> None:
    for rule in BOOK.rules:
        assert rule.sources or rule.act is Act.ATTESTATION or rule.before_assignment, rule.code
        assert rule.why or rule.visit is None, rule.code
        assert rule.valid_from <= rule.valid_to
    assert all(rule.valid_from == BOOK.reforms[rule.reform].on for rule in BOOK.rules if rule.reform)
    for situation in WORK_SITUATIONS:
        assert situation.on(date(2026, 11, 24)) is situation.rules[-1]
        assert all(rule.valid_from == BOOK.reforms[rule.reform].on for rule in situation.rules if rule.reform)


def test_every_day_since_2017_has_a_rule_for_everybody() -> None:
    days = {rule.valid_from for rule in BOOK.rules} | {date(2017, 1, 1), date(2026, 11, 24), date(2040, 1, 1)}
    for day in days - {date.min}:
        for contract in ContractType:
            for kind in ((), ("nuit",), ("cmr",)):
                one = Facts(date(1990, 6, 15), HIRED, contract, None, kind)
                first = schedule(one, day, BOOK)
                assert first.obligations or first.exemption
                again = schedule(Facts(date(1990, 6, 15), HIRED, contract, None, kind, last_visit=HIRED), day, BOOK)
                assert again.obligations


def test_ten_thousand_people_are_counted_in_half_a_second() -> None:
    """An import asks for each of its lines; sentences are not written for that."""
    situations = [(), ("cmr",), ("nuit",), ("autorisation_conduite", "cmr"), ("biologiques_2",)]
    contracts = list(ContractType)
    people = [
        Facts(
            date(1970, 1, 1) + timedelta(days=n % 9000), date(2015, 1, 1) + timedelta(days=n % 4000),
            contracts[n % len(contracts)], None, situations[n % len(situations)],
            last_visit=date(2022, 1, 3) if n % 2 else None,
        )
        for n in range(10_000)
    ]  # fmt: skip
    begun = perf_counter()
    for one in people:
        assert schedule(one, date(2026, 11, 24)).profile.kind
    assert perf_counter() - begun < 0.5


def test_sentences_leave_no_blank_and_no_brace() -> None:
    for codes in [(s.code,) for s in WORK_SITUATIONS] + [()]:
        for contract in ContractType:
            for seen in (None, date(2023, 5, 2)):
                one = Facts(date(1982, 6, 15), HIRED, contract, date(2020, 3, 2), codes, last_visit=seen)
                for due in follow_up(one, date(2026, 11, 24)).obligations:
                    text = " ".join([*due.sentences, *(value for pair in due.used for value in pair)])
                    assert due.sentences
                    assert due.sources
                    assert not {"{", "}", "None"} & set(text.replace("{", " { ").replace("}", " } ").split())
