"""Who may be the same person twice."""

import random
from itertools import count
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presantra.domain.duplicates import MAX_COMPARED, Candidate, Group, Likeness, close_names, find_groups, pair

_ids = count(1)


def person(birth_name: str, usage_name: str = "", birth: str = "anne|1991-07-14", **values: str) -> Candidate:
    return Candidate(next(_ids), birth, birth_name, usage_name, **values)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        (person("dupont"), person("dupont"), Likeness.IDENTITY),
        (person("dupont"), person("martin", "dupont"), Likeness.NAMES),
        (person("dupont", "petit"), person("martin", "petit"), Likeness.NAMES),
        (person("dupont"), person("dupond"), Likeness.NAMES),
        (person("lefevre"), person("lefevremartin"), Likeness.NAMES),
        (person("dupont", matricule="7"), person("petit", birth="luc|1980-01-01", matricule="7"), Likeness.MATRICULE),
        (person("dupont", hidden="a"), person("petit", birth="luc|1980-01-01", hidden="a"), Likeness.INTERNAL),
    ],
)
def test_alike(one: Candidate, other: Candidate, likeness: Likeness) -> None:
    assert find_groups([one, other]) == (Group((one.id, other.id), likeness),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("dupont"), person("moreau")),
        (person("li"), person("le")),
        (person("dupont"), person("dupont", birth="anne|1991-07-15")),
        (person("dupont"), person("dupont", birth="annie|1991-07-14")),
        (person("dupont", matricule="7"), person("moreau", matricule="8")),
    ],
)
def test_different(one: Candidate, other: Candidate) -> None:
    assert find_groups([one, other]) == ()


def test_a_chain_of_likenesses_is_one_group_with_its_surest_reason() -> None:
    people = [
        person("dupont", matricule="7"),
        person("zola", birth="luc|1980-01-01", matricule="7"),
        person("dupont"),
        person("dupond"),
    ]
    assert find_groups(people) == (Group(tuple(p.id for p in people), Likeness.IDENTITY),)


def test_those_who_were_told_apart_are_alike_no_more() -> None:
    one, other, third = person("dupont"), person("dupont"), person("dupond")
    apart = {pair(other.id, one.id)}
    assert find_groups([one, other], apart) == ()
    assert find_groups([one, other, third], apart) == (Group((one.id, other.id, third.id), Likeness.NAMES),)
    apart |= {pair(one.id, third.id), pair(other.id, third.id)}
    assert find_groups([one, other, third], apart) == ()
    fourth = person("dupont", matricule="7")
    fifth = person("zola", birth="luc|1980-01-01", matricule="7")
    assert find_groups([fourth, fifth], {pair(fourth.id, fifth.id)}) == ()


def test_somebody_told_apart_from_the_first_is_still_compared_with_the_others() -> None:
    first, second, third = (person("dupont") for _ in range(3))
    found = find_groups([first, second, third], {pair(first.id, second.id), pair(first.id, third.id)})
    assert found == (Group((second.id, third.id), Likeness.IDENTITY),)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(("", "1", "2"))), max_size=12))
def test_nobody_is_in_two_groups_nor_alone(drawn: list[tuple[str, str]]) -> None:
    people = [Candidate(rank, "x|2000-01-01", name * 6, matricule=number) for rank, (name, number) in enumerate(drawn)]
    groups = find_groups(people)
    members = [one for group in groups for one in group.ids]

    assert len(members) == len(set(members))
    assert all(len(group.ids) > 1 for group in groups)


@given(st.text("abcde", max_size=12), st.text("abcde", max_size=12))
def test_closeness_has_no_direction(one: str, other: str) -> None:
    assert close_names([one], [other]) == close_names([other], [one])


def test_a_hundred_thousand_people_born_the_same_day_are_not_compared_two_by_two() -> None:
    people = [person(f"nom{rank % 60_000}") for rank in range(100_000)]
    started = perf_counter()
    groups = find_groups(people)

    assert len(groups) == 40_000
    assert perf_counter() - started < 30  # two by two would be five thousand million comparisons
    assert len(people) > MAX_COMPARED


def test_a_crowd_of_the_same_birth_does_not_take_minutes() -> None:
    letters = random.Random(1)
    names = ["".join(letters.choices("abcde", k=60)) for _ in range(8_000)]
    crowd = [Candidate(rank, f"jean|{rank // 40}", *names[2 * rank : 2 * rank + 2]) for rank in range(4_000)]
    started = perf_counter()
    groups = find_groups([*crowd, Candidate(-1, "zoe|1", "martin"), Candidate(-2, "zoe|1", "martin")])
    assert groups[-1] == Group((-1, -2), Likeness.IDENTITY)
    assert perf_counter() - started < 15
