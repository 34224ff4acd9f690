"""A check says exactly what is missing."""
from collections.abc import Callable

import pytest
import yaml

from autograder.course.predicates import Check, missing, read_checks
from autograder.course.strict import Source
from autograder.errors import CourseError


class Attempts:
    """Evidence made up for a test: what was passed in exam mode, on how many instances, in how many submissions."""

    def __init__(self, exams: tuple[str, ...] = (), instances: int = 0, submissions: int = 0) -> None:
        self.passed_exams, self.number, self.accepted = exams, instances, submissions

    def exams(self, reference: str) -> bool:
        return reference in self.passed_exams

    def instances(self, reference: str, exam: bool) -> int:
        return self.number

    def submissions(self, reference: str, distinct: str, min_seeds: int) -> int:
        return self.accepted if (distinct, min_seeds) == ("factor", 3) else 0


def check(demands: str) -> Check:
    """Return the check that demands this."""
    errors: list[CourseError] = []
    text = yaml.safe_dump({"mastery": [{"id": "x", "statement": "does x", **yaml.safe_load(demands)}]})
    found = read_checks(Source("node.yaml", errors).fields(text, "a node"), "mastery")    # type: ignore[arg-type]    # only told in errors
    assert not errors
    return found[0]


def only(*names: str) -> Callable[[str], bool]:
    return names.__contains__


@pytest.mark.parametrize(("demands", "passed", "evidence", "gaps"), [
    ("all: [a, b#part]", only("a", "b#part"), None, []),
    ("all: [a, b#part, c]", only("a"), None, ["b#part", "c"]),
    ("any: [a, b]", only("b"), None, []),
    ("any: [a, b#part]", only(), None, ["a or b#part"]),
    ("{all: [a], any: [b, c]}", only("c"), None, ["a"]),
    ("{all: [a], exam: true}", only("a"), None, ["a in exam mode"]),
    ("{all: [a, b], exam: true}", only(), Attempts(exams=("a",)), ["b in exam mode"]),
    ("{all: [a], exam: false}", only("a"), None, []),
    ("{all: [a], fresh_instances: 3}", only("a"), Attempts(instances=2), ["1 of 3 fresh instances of a"]),
    ("{all: [a], fresh_instances: 3}", only(), Attempts(instances=3), []),
    ("{all: [a], exam: true, fresh_instances: 3}", only("a"), None, ["3 of 3 fresh instances of a in exam mode"]),
    ("all: [a, {passed: b, exam: true}]", only("a", "b"), Attempts(), ["b in exam mode"]),
    ("all: [{passed: b, fresh_instances: 2}]", only("b"), Attempts(instances=1), ["1 of 2 fresh instances of b"]),
    ("all: [{count: a, min: 1}]", only("a"), None, ["1 of 1 accepted submissions of a"]),
    ("all: [{count: a, min: 3, distinct: factor, min_seeds: 3}]", only("a"), Attempts(submissions=2), [
        "1 of 3 accepted submissions of a that differ in factor, each under 3 seeds or more"]),
    ("all: [{count: a, min: 3, distinct: factor, min_seeds: 3}]", only(), Attempts(submissions=3), []),
])
def test_what_is_missing(demands: str, passed: Callable[[str], bool], evidence: Attempts | None, gaps: list[str]) -> None:
    assert [str(gap) for gap in missing(check(demands), passed, evidence)] == gaps


def test_a_gap_names_what_would_close_it() -> None:
    (gap,) = missing(check("any: [a, b#part]"), only())
    assert [str(reference) for reference in gap.references] == ["a", "b#part"]
