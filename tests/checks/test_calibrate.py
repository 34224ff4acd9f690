"""Where the bounds of training checks come from, and that every table says what follows from its values."""
import random
import statistics
from pathlib import Path

import pytest
import yaml

from autograder.course.exercises import every_exercise, find
from benchmarks.calibrate import BELIEVED, WORST_MISS, completed, miss_at_most, rounded_outward

pytest.importorskip("scipy")
TABLES = sorted((Path(__file__).parents[2] / "reference" / "calibration").glob("*.yaml"))


@pytest.mark.parametrize(("n", "factor"), [(30, 3.064), (50, 2.862), (100, 2.684)])
def test_a_miss_in_a_hundred_is_the_tolerance_factor_of_the_handbooks(n: int, factor: float) -> None:
    draw = random.Random(n)
    values = [draw.gauss(3, 2) for _ in range(n)]
    mean, deviation = statistics.mean(values), statistics.stdev(values)
    for sign in (-1, 1):
        assert miss_at_most(values, mean + sign * factor * deviation) == pytest.approx(0.01, rel=0.01)
    assert miss_at_most(values, mean - 20 * deviation) == BELIEVED


def test_the_stated_miss_holds_for_nineteen_tables_in_twenty() -> None:
    """Draw tables of a known law, and count those whose bound is missed more often than they say."""
    draw, wrong = random.Random(0), 0
    for _ in range(300):
        values = [draw.gauss(0, 1) for _ in range(30)]
        bound = min(values) - 0.2
        wrong += statistics.NormalDist().cdf(bound) > miss_at_most(values, bound)
    assert wrong < 35       # 15 expected, give or take 4


@pytest.mark.parametrize(("bound", "lower", "rounded"), [(-20.123, False, -20.2), (0.9444, False, 0.944), (0.12341, True, 0.124), (0.3, True, 0.3), (0.0, True, 0.0)])
def test_a_bound_is_rounded_to_the_lenient_side(bound: float, lower: bool, rounded: float) -> None:
    assert rounded_outward(bound, lower) == rounded


def test_too_little_slack_is_refused() -> None:
    row = {"says": "accuracy", "better": "higher", "slack": 0.0, "because": "none"}
    with pytest.raises(SystemExit, match="not enough"):
        completed(row, [0.9 + 0.001 * i for i in range(30)])


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_every_table_follows_from_its_values(path: Path) -> None:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert found["exercise"] == path.stem
    if path.stem in {e.id for e in every_exercise()}:
        assert set(found["checks"]) <= set(_names(find(path.stem).checks))
    for name, row in found["figures"].items():
        lower = row["better"] == "lower"
        assert len(row["values"]) >= 30, name
        again = completed(row, row["values"])
        assert again["bound"] == row["bound"] and again["worst"] == row["worst"], name
        assert again["a_seed_misses_at_most"] == pytest.approx(row["a_seed_misses_at_most"], rel=0.02) and row["a_seed_misses_at_most"] <= WORST_MISS, name
        for title, reached in found["other_right_answers"].items():
            assert reached[name] <= row["bound"] if lower else reached[name] >= row["bound"], (name, title)
    assert found["a_right_program_fails_at_most"]["probability"] <= 1e-6
    if "fresh" in found:
        assert found["fresh"]["gradings"] >= 200 and found["fresh"]["failed"] == 0


def _names(checks: Path) -> list[str]:
    return [line.split("(")[0].removeprefix("def test_") for line in checks.read_text(encoding="utf-8").splitlines() if line.startswith("def test_")]
