"""Training checks: three tries, what is told of a miss, and where the bound stands."""
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from autograder.checks import Threshold, calibrated, trained
from autograder.checks.training import recording
from autograder.course.exercises import Exercise
from autograder.course.stub import stub
from autograder.errors import CourseError, Mismatch
from autograder.grading import grade
from autograder.progress import watched_by
from autograder.worker.protocol import Seed

ACCURACY = Threshold("accuracy", 0.94, "the held-out accuracy", reference="the reference reaches 0.96 or higher on each of 30 seeds")
LOSS = Threshold("loss", 0.5, "the loss", lower=True)


def learner(*figures: Any) -> Any:
    """Return a run that gives one figure after the other, and the seeds it was given."""
    seeds: list[Seed] = []

    def run(seed: Seed) -> Any:
        seeds.append(seed)
        return figures[len(seeds) - 1]
    return run, seeds


@pytest.mark.parametrize(("figures", "tries"), [((0.95,), 1), ((0.94,), 1), ((0.9, 0.95), 2), ((float("nan"), 0.9, 0.96), 3)])
def test_one_run_of_three_is_enough_and_no_more_are_made(figures: tuple[float, ...], tries: int) -> None:
    run, seeds = learner(*figures)
    trained(run, ACCURACY, np.random.default_rng(0))
    assert len({s.value for s in seeds}) == tries


def test_three_misses_fail_and_are_told() -> None:
    run, seeds = learner(0.91, 0.9, 0.925)
    with pytest.raises(Mismatch) as caught:
        trained(run, ACCURACY, np.random.default_rng(0))
    assert caught.value.message == ("trained with 3 seeds, the held-out accuracy is 0.91, 0.9 and 0.925; at least 0.94 is asked for; "
                                    "the reference reaches 0.96 or higher on each of 30 seeds")
    assert (caught.value.got, caught.value.expected, len(seeds)) == (0.925, 0.94, 3)


def test_nan_is_a_miss_with_a_sentence() -> None:
    run, _ = learner(*[float("nan")] * 3)
    with pytest.raises(Mismatch, match=r"is nan, nan and nan; .*overflow"):
        trained(run, LOSS, np.random.default_rng(0))


def test_one_run_must_reach_every_bound() -> None:
    one_each = [{"accuracy": 0.99, "loss": 0.9}, {"accuracy": 0.5, "loss": 0.1}, {"accuracy": 0.99, "loss": 0.8}]
    with pytest.raises(Mismatch, match=r"the loss is 0.9, 0.1 and 0.8; at most 0.5"):
        trained(learner(*one_each)[0], (ACCURACY, LOSS), np.random.default_rng(0))
    trained(learner(*one_each[:2], {"accuracy": 0.95, "loss": 0.2})[0], (ACCURACY, LOSS), np.random.default_rng(0))
    with pytest.raises(ValueError, match="judged are accuracy"):
        trained(learner({"precision": 1.0})[0], ACCURACY, np.random.default_rng(0))


def test_what_a_run_raises_is_no_miss() -> None:
    tries = []

    def run(seed: Seed) -> float:
        tries.append(seed)
        raise Mismatch("history holds no `kl`")
    with pytest.raises(Mismatch, match="no `kl`"):
        trained(run, ACCURACY, np.random.default_rng(0))
    assert len(tries) == 1


def test_whoever_watches_hears_of_every_try() -> None:
    heard: list[str] = []
    with watched_by(heard.append):
        trained(learner(0.1, 0.95)[0], ACCURACY, np.random.default_rng(0))
    trained(learner(0.95)[0], ACCURACY, np.random.default_rng(0))       # nobody watches
    assert heard == ["training, seed 1 of up to 3", "training, seed 2 of up to 3"]


ENTRY = {"says": "the held-out accuracy", "better": "higher", "slack": 0.01, "because": "other widths"}


def write(root: Path, figures: Any) -> Path:
    path = root / "reference" / "calibration" / "some-exercise.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"figures": figures}), encoding="utf-8")
    return path


def test_a_bound_is_read_where_it_was_measured(tmp_path: Path) -> None:
    write(tmp_path, {"accuracy": ENTRY | {"values": [0.97, 0.96], "bound": 0.95}, "loss": ENTRY | {"better": "lower", "values": [0.2, 0.3], "bound": 0.4}})
    both = calibrated("some-exercise", root=tmp_path)
    assert [(t.name, t.bound, t.lower) for t in both] == [("accuracy", 0.95, False), ("loss", 0.4, True)]
    assert both[1].reference == "the reference reaches 0.3 or lower on each of 2 seeds"
    assert calibrated("some-exercise", "loss", root=tmp_path) == both[1:]


def test_a_bound_that_was_never_measured_is_the_courses_fault(tmp_path: Path) -> None:
    write(tmp_path, {"accuracy": ENTRY})
    accuracy = calibrated("some-exercise", root=tmp_path)
    with pytest.raises(CourseError, match="never measured"):
        trained(learner(0.99)[0], accuracy, np.random.default_rng(0))
    with recording() as record:
        trained(learner(0.01)[0], accuracy, np.random.default_rng(0))
    assert record == [(accuracy, {"accuracy": 0.01})]


@pytest.mark.parametrize(("figures", "said"), [([], "expected `figures:`"), ({"accuracy": 3}, "expected `figures:`"), ({"accuracy": {"says": "x"}}, "does not say because"),
                                               ({"accuracy": ENTRY | {"better": "more"}}, "`higher` or `lower`, not `more`")])
def test_a_malformed_table_is_told_with_its_place(tmp_path: Path, figures: Any, said: str) -> None:
    path = write(tmp_path, figures)
    with pytest.raises(CourseError, match=said) as caught:
        calibrated("some-exercise", root=tmp_path)
    assert caught.value.path == path


def test_an_exercise_without_a_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no calibration"):
        calibrated("some-exercise", root=tmp_path)
    write(tmp_path, {"accuracy": ENTRY})
    with pytest.raises(CourseError, match="no figure `loss`; there are accuracy"):
        calibrated("some-exercise", "loss", root=tmp_path)


# A whole exercise: `learned(rng)` is judged by what it returns.
SOLUTION = '''"""Something learned

10 min · difficulty 1

    learned(rng) is near 1
"""
import numpy as np


# %% learn: by chance
def learned(rng):
    """A number near 1."""
    ...
    return 1 + 0.01 * rng.normal()


# %% other: something else
def other(x):
    """x, and 1 more."""
    ...
    return x + 1
'''
CHECKS = '''from pathlib import Path
from autograder.checks import assert_close, calibrated, trained

seconds = 1.0
address_space = 2


# %% learn: by chance
def test_learns(yours, rng):
    """Something is learned."""
    trained(lambda seed: yours.learned(seed), calibrated("learning", root=Path(__file__).parents[2]), rng)


# %% other: something else
def test_adds(yours, rng):
    """other(x) is x + 1."""
    x = rng.normal()
    assert_close(yours.other(x), x + 1, rtol=1e-12)      # one addition
'''


@pytest.fixture
def learning(tmp_path: Path) -> Exercise:
    exercise = Exercise(tmp_path, "arithmetic", "learning")
    for path, text in [(exercise.solution, SOLUTION), (exercise.checks, CHECKS), (exercise.stub_file, stub(SOLUTION))]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "curriculum").mkdir()
    write(tmp_path, {"accuracy": ENTRY | {"values": [0.97, 0.96], "bound": 0.9}}).rename(tmp_path / "reference" / "calibration" / "learning.yaml")
    return exercise


@pytest.mark.parametrize(("answer", "verdict", "said", "tries"), [
    ("return 1 + 0.01 * rng.normal()", "passed", "", 1),
    ("return 0.5 + 0.01 * rng.normal()", "failed", "trained with 3 seeds", 3),
    ("return float('nan')", "failed", "is nan, nan and nan", 3),
    ("while True: pass", "timed_out", "no answer after 1 s", 1),
    ("return float(np.ones((60_000, 60_000)).sum())", "failed", "Unable to allocate 26.8 GiB", 1),
    ("return None", "failed", "has not the form", 1),
])
def test_bad_trainings_cost_one_check_and_a_sentence(learning: Exercise, answer: str, verdict: str, said: str, tries: int, tmp_path: Path) -> None:
    submission, heard = tmp_path / "theirs.py", list[str]()
    submission.write_text(SOLUTION.replace("return 1 + 0.01 * rng.normal()", answer), encoding="utf-8")
    result = grade(learning, submission, on_progress=heard.append)
    first, second = result.findings
    assert (first.verdict, second.verdict, len(heard)) == (verdict, "passed", tries)
    assert said in first.evidence.message
    assert "Traceback" not in first.evidence.message
