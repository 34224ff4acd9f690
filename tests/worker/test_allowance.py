"""All commands of a grading have so many seconds together, and what did not end is not run again."""
import math

import pytest

from autograder.errors import LearnerError
from autograder.worker import allowance, bench
from autograder.worker.allowance import IMPATIENT, LEAST, MOST, Allowance
from autograder.worker.client import IMPATIENT as IMPATIENT_CALL
from autograder.worker.client import WEARY, Submission, Worker


@pytest.fixture
def clock(monkeypatch):
    """Return a clock that a test sets, on a machine with nothing else to do."""
    now = [0.0]
    monkeypatch.setattr(allowance, "monotonic", lambda: now[0])
    monkeypatch.setattr(allowance, "busy", lambda: 1.0)
    return now


@pytest.fixture
def performed(monkeypatch, clock):
    """Return the orders a bench was given; a command takes as many seconds as its last word says, or is ended."""
    orders = []

    def perform(order, data, confinement, room, patience):
        orders.append(order)
        steps, began = [], clock[0]
        for command in order["commands"]:
            wanted, left = float(command[-1]), order["together"] - (clock[0] - began)
            allowed = min(order["seconds"], left)
            clock[0] += min(wanted, allowed)
            steps.append([0 if wanted <= allowed else "timed out" if left >= order["seconds"] else "out of time", "", ""])
            if isinstance(steps[-1][0], str):
                break
        return {"steps": steps + [["not run", "", ""]] * (len(order["commands"]) - len(steps)), "files": []}, b""
    monkeypatch.setattr(bench, "_performed", perform)
    monkeypatch.setattr(bench, "_answers", type(bench._answers)())
    return orders


def take(mine, *commands, **files):
    return bench.run({k: v.encode() for k, v in files.items()}, [c.split() for c in commands], seconds=8.0, allowance=mine)


def test_what_did_not_end_is_not_run_again(performed, clock):
    mine = Allowance(15.0)
    with pytest.raises(LearnerError, match=r"^`build 99` did not end within 8 s$") as caught:
        take(mine, "build 99", "install 1")
    assert caught.value.kind == "timed_out" and clock[0] == 8.0
    for _ in range(9):
        with pytest.raises(LearnerError, match=r"^not run again: `build 99` did not end within 8 s$"):
            take(mine, "build 99", "install 1")
    assert clock[0] == 8.0 and len(performed) == 1
    take(Allowance(15.0), "build 1")
    with pytest.raises(LearnerError, match="did not end within 3 s"):
        take(mine, "build 99", "install 1", other="file")
    with pytest.raises(LearnerError, match="did not end within 8 s"):       # a next grading tries anew: the machine may have been busy
        take(Allowance(15.0), "build 99", "install 1")


def test_no_programs_take_more_than_the_allowance(performed, clock):
    """However many different commands never end, or are slow, the grading goes on."""
    for slow in ("99", "7.5", "5", "1.9", "0.5"):
        mine, began = Allowance(15.0), clock[0]
        said = ""
        for number in range(100):
            try:
                take(mine, f"run {slow}", f"run {slow}", n=f"{slow} {number}")
            except LearnerError as error:
                assert error.kind == "timed_out"
                said = error.message
        assert said == f"`run {slow}` is not run: the commands before it took the 15 s that a grading has for all of them"
        assert clock[0] - began < 15.0 + IMPATIENT


def test_what_comes_to_its_end_is_charged_less_on_a_busy_machine(performed, clock, monkeypatch):
    monkeypatch.setattr(allowance, "busy", lambda: 2.0)
    mine = Allowance(15.0)
    take(mine, "run 6")
    assert mine.left == 12.0
    with pytest.raises(LearnerError):
        take(mine, "run 99")
    assert mine.left == 4.0 and mine.each == IMPATIENT
    assert mine.spent == 14.0 and mine.spare == 1.0         # by the clock: naming misconceptions is not worth a longer wait
    mine.lose(3.0)
    assert (mine.left, mine.spare) == (1.0, 0.0)


def test_what_was_answered_costs_nothing(performed, clock):
    mine = Allowance(15.0)
    for _ in range(9):
        take(mine, "run 5")
    assert len(performed) == 1 and mine.left == 10.0
    mine.left = LEAST / 2
    assert take(mine, "run 5")["steps"] == [[0, "", ""]]


def test_how_busy_a_machine_is_counts_within_bounds(monkeypatch):
    monkeypatch.setattr(allowance.os, "cpu_count", lambda: 2)
    for load, factor in ((0.0, 1.0), (3.0, 1.5), (400.0, MOST), (math.nan, 1.0)):
        monkeypatch.setattr(allowance.os, "getloadavg", lambda load=load: (load, 0, 0), raising=False)
        assert allowance.busy() == factor

    def none():
        raise OSError
    monkeypatch.setattr(allowance.os, "getloadavg", none, raising=False)
    assert allowance.busy() == 1.0


def test_late_in_a_grading_a_command_has_less(performed, clock):
    mine = Allowance(15.0)
    mine.spent, mine.left = 9.0, 12.0       # on a busy machine
    with pytest.raises(LearnerError, match="did not end within 6 s"):
        take(mine, "run 99")
    mine = Allowance(15.0)
    mine.spent, mine.left = 20.0, 9.0
    with pytest.raises(LearnerError, match="did not end within 3 s"):
        take(mine, "run 99")


class NoHost:
    """A host whose workers answer nothing."""
    confinement = "plain"


def test_calls_without_an_end_shorten_the_patience_with_the_next_ones(monkeypatch):
    """Of an exercise of thirty checks whose every function loops, the grading stays below twenty seconds."""
    worker, waited = Worker(NoHost(), Submission("mine.py", "")), []

    def question(message, number, deadline):
        waited.append(min(worker.patience, worker.limits.total - worker.spent))
        raise TimeoutError
    monkeypatch.setattr(worker, "_question", question)
    for _ in range(32):
        with pytest.raises(LearnerError, match="no answer after"):
            worker._exchange("call", ["f", [], {}, False])
    assert worker.verdict is None and worker.restarts <= 0          # that the old one ended was the grader's doing
    assert waited[:3] == [5.0, 1.0, 1.0] and waited[-1] == WEARY and sum(waited) < 20
    assert worker.allowance.left == pytest.approx(15.0 - sum(waited))
    with pytest.raises(LearnerError, match="is not run"):
        bench.run({}, [["true"]], allowance=worker.allowance)


def test_a_command_without_an_end_shortens_the_patience_with_calls_too(monkeypatch):
    worker = Worker(NoHost(), Submission("mine.py", ""))

    def question(asked, made, confinement, allowance):
        raise LearnerError("timed_out", "`build` did not end within 8 s")
    monkeypatch.setattr(bench, "question", question)
    with pytest.raises(LearnerError, match="did not end"):
        worker._bench([[], [], []])
    assert worker.patience == IMPATIENT_CALL
