"""No line of the documents is forgotten: each is met by something that is built, or is planned and says so."""
from importlib import import_module

import pytest

from autograder.cli.commands import COMMANDS

from .write_coverage_page import PAGE, features, is_built, lines, page


def test_the_page_is_as_the_course_is_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it again: python -m tests.course.write_coverage_page"


def test_every_line_is_met_by_something_built_or_planned() -> None:
    assert [line.id for line in lines() if not line.met_by] == []
    assert [(line.id, r) for line in lines() for r in line.met_by if is_built(r) is None] == []


def test_ids_are_different() -> None:
    ids = [line.id for line in lines()]
    assert len(set(ids)) == len(ids) == 542


@pytest.mark.parametrize(("name", "feature"), features().items())
def test_a_feature_is_where_it_says(name: str, feature: dict[str, object]) -> None:
    assert feature.get("planned") is True or feature["where"], f"{name}: say where it is, or that it is planned"
    for place in feature.get("where", ()):     # type: ignore[attr-defined]
        if place.startswith("grade "):
            assert place.removeprefix("grade ") in COMMANDS, f"{name}: no command `{place}`"
        else:
            assert import_module(place).__doc__


def test_what_is_named_in_a_line_is_a_feature_that_is_described() -> None:
    named = {r.removeprefix("feature:") for line in lines() for r in line.met_by if r.startswith("feature:")}
    assert named <= set(features())
