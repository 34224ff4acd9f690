"""Experiments made twice: what a manifest holds, which number moved, and that any of its numbers can be found anew."""
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from autograder.checks import Mismatch, reproduced, seed
from autograder.course import places
from autograder.course.exercises import find
from autograder.errors import UsageError
from autograder.evidence_ids import evidence_id
from autograder.learner import provenance, rerun
from autograder.worker.client import Worker, Yours
from autograder.worker.launch import start_host

from ..course_of_one import SOLUTION, write_course

EXPERIMENT = SOLUTION + '''

def study(rng, n, weights):
    """Return the mean of n weighted draws."""
    return {"mean": float(np.mean(rng.normal(size=n)) * np.sum(weights)), "n": n, "label": "a study"}


def restless(seed):
    """Draw from what the seed does not reach."""
    return np.array([1.0, np.random.default_rng().normal(), 2.0])


LEFT = []


def remembers(seed):
    """Return how often it was called: nothing of another process."""
    LEFT.append(seed)
    return len(LEFT)


def nothing_random(n):
    return n / 3
'''


@pytest.fixture(scope="module")
def host():
    host = start_host()
    yield host
    host.close()


@pytest.fixture
def bench(tmp_path, host):
    exercise = write_course(tmp_path)
    path = tmp_path / "mine.py"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return rerun.bench(exercise, path, host)


def test_a_manifest_of_what_the_checks_ask(bench):
    found = rerun.of_the_checks(bench, 3)
    assert found.is_reproduced and found.seeds == (3,) and not found.summaries
    assert {call.of for call in found.calls} == {"doubles", "doubles_again", "adds"}
    first = found.calls[0]
    assert first.function == "doubled" and list(first.settings) == list(first.data) == ["x"]
    assert first.result == pytest.approx([2 * first.settings["x"][0]])
    assert found.environment["libraries"]["numpy"] == np.__version__ and found.environment["threads"]["OMP_NUM_THREADS"] == "1"


def test_the_same_manifest_twice_but_for_the_time(bench):
    one, other = (json.loads(rerun.of_the_checks(bench, 3).text()) for _ in range(2))
    assert {**one, "when": ""} == {**other, "when": ""}
    assert {c["evidence"] for c in one["calls"]}.isdisjoint(c.evidence for c in rerun.of_the_checks(bench, 4).calls)


def test_a_function_under_several_seeds(bench):
    found = rerun.of_a_function(bench, "study", {"n": 20, "weights": [0.5, 1.5]}, [0, 1, 2])
    assert found.is_reproduced and [call.seed for call in found.calls] == [0, 1, 2]
    assert [call.seeds for call in found.calls] == [{"rng": 0}, {"rng": 1}, {"rng": 2}]
    assert found.calls[0].settings == {"n": 20, "weights": [0.5, 1.5]} and list(found.calls[0].data) == ["weights"]
    draws = [np.random.default_rng(s).normal(size=20).mean() * 2 for s in range(3)]
    mean = next(s for s in found.summaries if s.of == "['mean']")
    assert mean.mean == pytest.approx(np.mean(draws)) and mean.std == pytest.approx(np.std(draws, ddof=1)) and mean.seeds == 3
    assert mean.low == pytest.approx(np.mean(draws) - 4.302652730 * np.std(draws, ddof=1) / np.sqrt(3))
    assert [s.of for s in found.summaries] == ["['mean']", "['n']"]       # a label is no number


def test_fewer_than_three_seeds_give_no_summary(bench):
    assert not rerun.of_a_function(bench, "study", {"n": 5, "weights": [1]}, [0, 1]).summaries


def test_which_number_moved(bench):
    found = rerun.of_a_function(bench, "restless", {}, [7])
    assert not found.is_reproduced and found.moved[0].moved.startswith("[1]: expected ") and "1 of 3" in found.moved[0].moved


def test_a_process_starts_afresh(bench):
    assert rerun.of_a_function(bench, "remembers", {}, [5, 6]).is_reproduced


def test_written_and_read(bench, tmp_path):
    found = rerun.of_a_function(bench, "study", {"n": 5, "weights": [1, 2]}, [0, 1, 2])
    path = places.manifest(tmp_path, found.exercise, "study")
    path.parent.mkdir()
    path.write_text(found.text(), encoding="utf-8")
    kept = provenance.read(path)
    assert kept == found and kept.find(found.calls[1].evidence) == found.calls[1] and kept.find("ev-0") is None
    assert rerun.found_anew(kept, bench, [found.calls[1].evidence, found.summaries[0].evidence]) == dict.fromkeys(
        [found.calls[1].evidence, found.summaries[0].evidence], "")


def test_a_number_of_the_checks_is_found_anew(bench):
    found = rerun.of_the_checks(bench, 3)
    some = [call.evidence for call in found.calls if call.of == "adds"]
    assert rerun.found_anew(found, bench, some) == dict.fromkeys(some, "")


def test_a_number_that_was_typed_is_not_found_anew(bench):
    found = rerun.of_a_function(bench, "nothing_random", {"n": 2}, [0])
    call = found.calls[0]
    other = evidence_id(found.exercise, 0, found.code, "0.7")
    assert rerun.found_anew(found, bench, [other]) == {other: "this manifest does not name it"}
    forged = replace(found, calls=(replace(call, result=0.7, evidence=other),))
    assert "expected 0.7, got 0.666" in rerun.found_anew(forged, bench, [other])[other]
    beside = replace(found, calls=(replace(call, result=0.7),))
    assert "expected 0.7, got 0.666" in rerun.found_anew(beside, bench, [call.evidence])[call.evidence]
    moved = replace(found, tolerance=0.1, calls=(replace(call, result=0.7, evidence=other),))
    assert rerun.found_anew(moved, bench, [other]) == {other: ""}


def test_other_code_is_told(bench):
    found = replace(rerun.of_a_function(bench, "nothing_random", {"n": 2}, [0]), code="before")
    assert "has changed" in rerun.found_anew(found, bench, [found.calls[0].evidence])[found.calls[0].evidence]


@pytest.mark.parametrize("function, arguments, seeds, says", [
    ("studied", {}, [0], "defines no function `studied`; it has doubled"),
    ("study", {"n": 5}, [0], "missing 1 required positional argument"),
    ("nothing_random", {"n": 5}, [0, 1, 2], "takes no `rng` and no `seed`")])
def test_what_cannot_be_run(bench, function, arguments, seeds, says):
    with pytest.raises(UsageError) as caught:
        rerun.of_a_function(bench, function, arguments, seeds)
    assert says in str(caught.value)


def test_a_manifest_that_is_none(tmp_path):
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="is no manifest"):
        provenance.read(tmp_path / "a.json")


def test_what_does_not_pass_has_no_manifest(tmp_path, host):
    exercise = write_course(tmp_path)
    path = tmp_path / "mine.py"
    path.write_text(SOLUTION.replace("2 * np.asarray", "3 * np.asarray"), encoding="utf-8")
    with pytest.raises(UsageError, match="does not hold under seed 0"):
        rerun.of_the_checks(rerun.bench(exercise, path, host), 0)


def test_nothing_compiled(host, tmp_path):
    with pytest.raises(UsageError, match="is compiled"):
        rerun.bench(find("saxpy-kernel"), tmp_path, host)


def doing(yours, seed):
    return [yours.remembers(seed), 1.0]


def test_the_word_of_a_check(bench):
    worker = Worker(bench.host, bench.submission)
    yours = Yours(worker)
    draws = seed(np.random.default_rng(0))
    try:
        for _ in range(30):         # more often than a submission may end by itself
            found = reproduced(yours.study, draws, 5, np.ones(2))
        assert found["n"] == 5
        assert reproduced(yours.doubled, np.array([1.0, np.nan]))[0] == 2
        for call, given, says in [(yours.restless, [1], "called again with the same seed"), (yours.remembers, [1], "expected 1, got 2"),
                                  (yours.run, [doing, 1], "[0]: expected 3, got 4")]:
            with pytest.raises(Mismatch, match=re.escape(says)):
                reproduced(call, *given)
    finally:
        worker.stop()


def test_hashes_see_every_bit():
    hashes = {provenance.fingerprint(v) for v in (1, 1.0, [1], (1,), np.float64(1), np.array([1.0]), np.array([[1.0]]), np.array([1.0 + 2**-52]), -0.0)}
    assert len(hashes) == 9
    x = np.arange(6.0).reshape(2, 3)
    assert provenance.fingerprint(x[:, ::-1]) == provenance.fingerprint(np.ascontiguousarray(x[:, ::-1]))
