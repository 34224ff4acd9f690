"""No verdict moves when names are changed or numbers are drawn anew; and what is told is the same as text, as data and as LaTeX."""
import json
import re
from pathlib import Path

import pytest

from autograder.derivations import openings
from autograder.derivations.telling import Account, Found, NotYet

from . import test_exercises as exercises
from .standin import changed, judged, loaded, others

DECLARES = re.compile(r'\b(vector|matrix|real|positive|prob|unit|nonzero|integer|dim|indices|define|sequence|random)\("([^"]+)"')


def renamed(source: str) -> str:
    """Return the source with every declared name another one; the variables of Python keep theirs."""
    def other(match: re.Match[str]) -> str:
        return f'{match[1]}("{" ".join(f"o_{name[::-1]}" for name in match[2].split())}"'
    return DECLARES.sub(other, source)


def verdict(said: NotYet | None) -> object:
    return None if said is None else (said.line, said.verdict, next((row[2] for row in said.rows[::-1] if row[2:3] in ("✗", "…", "?")), ""))


def cases() -> list:
    """Return every exercise's answer, and all other answers of some."""
    found = []
    for name in exercises.NAMES:
        for check in exercises.checks_of(name):
            found.append(pytest.param(name, check, None, id=f"{name}-{check}"))
        text = getattr(exercises.module_of(name), "OTHERS", "")
        found += [pytest.param(name, other.check, other, id=f"{name}-{other.check}-{other.title}") for other in others(text)]
    return found


def sources(name: str, other) -> tuple[str, str]:
    """Return the learner's file, and the file of the checks."""
    whole = (exercises.HERE / f"{name}.py").read_text().split("OTHERS = ")[0]
    learner = whole.split("def check_")[0]
    return (changed(learner, other)[0] if other else learner), whole


@pytest.mark.parametrize(("name", "check", "other"), cases())
def test_no_verdict_moves(name: str, check: str, other, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learner, whole = sources(name, other)
    reference = verdict(judged(vars(loaded(whole, tmp_path, "checks"))[f"check_{check}"], loaded(learner, tmp_path)))
    monkeypatch.setattr(openings, "crc32", lambda _: 1)
    again = verdict(judged(vars(loaded(renamed(whole), tmp_path, "checks"))[f"check_{check}"], loaded(renamed(learner), tmp_path)))
    assert again == reference


# ---- what is told

def broken(tmp_path: Path, title: str = "only the diagonal") -> NotYet:
    other = next(o for o in others(exercises.module_of("softmax").OTHERS) if o.title == title)
    source, _ = changed(exercises.source_of("softmax"), other)
    said = judged(exercises.checks_of("softmax")[other.check], loaded(source, tmp_path))
    assert said is not None
    return said


def test_rows_are_told_up_to_the_broken_line(tmp_path: Path) -> None:
    said = broken(tmp_path)
    marks = [row[2] for row in said.rows if row[:2] == "  " and row[2] in "✓✗…?"]
    assert marks == ["✓", "✓", "✓", "✗"]
    assert said.rows[0].startswith("gradient   work.py:") and said.rows[4].endswith("softmax_jacobian")
    assert any("above" in row and "yours" in row for row in said.rows)


def test_data_says_the_same_and_is_json(tmp_path: Path) -> None:
    said = broken(tmp_path)
    data = json.loads(json.dumps(said.data))
    assert data["line"] == said.line and [row["mark"] for row in data["rows"]] == ["✓", "✓", "✓", "✗"]
    assert data["rows"][1]["latex"] and data["latex"].startswith(r"\begin{aligned}") and data["values"]


def test_the_light_goes_on_when_a_waypoint_is_passed_and_gives_nothing_away(tmp_path: Path) -> None:
    source = exercises.source_of("softmax").replace('yield p[j] - y[j], "simplex"', "yield p[j] + y[j]")
    said = judged(exercises.checks_of("softmax")["gradient"], loaded(source, tmp_path))
    assert said is not None and said.data["good_path"] and said.rows[-1].strip() == "on a good path"
    assert not broken(tmp_path).data["good_path"]


def test_the_line_to_come_is_never_told(tmp_path: Path) -> None:
    for name in exercises.NAMES:
        lines = [line.strip()[6:].split(', "')[0] for line in exercises.source_of(name).split("\n") if line.strip().startswith("yield ")]
        for other in others(getattr(exercises.module_of(name), "OTHERS", "")):
            if not other.wrong or not other.old[0].startswith("yield "):
                continue
            source, _ = changed(exercises.source_of(name), other)
            said = judged(exercises.checks_of(name)[other.check], loaded(source, tmp_path))
            assert said is not None
            right = other.old[0][6:].split(', "')[0]
            assert right not in source or right in lines
            assert right not in "\n".join(said.rows) or right in "\n".join(other.new)


class Quoted:
    name, path = "f", "somewhere/f.py"

    def record(self):
        return {}

    def source(self, line: int) -> str:
        return "yield x"


def test_an_undecided_line_is_neither_right_nor_wrong() -> None:
    with pytest.raises(NotYet) as caught:
        Account(Quoted(), {}).stop(3, Found(("could not be decided", "write it simpler"), mark="?"))
    assert caught.value.verdict == "undecided" and caught.value.line == 3 and "  ? yield x" in caught.value.rows
    assert isinstance(caught.value, AssertionError)


def test_latex_escapes_what_stands_in_reasons() -> None:
    account = Account(Quoted(), {})
    account.add("✓", 1, ("num", 1, 1))
    account.add("✓", 2, ("num", 2, 1), "<=", "a_b & 50%")
    assert r"\text{a\_b \& 50\%}" in account.latex() and r"\le & 2" in account.latex()
