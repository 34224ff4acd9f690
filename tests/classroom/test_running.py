"""Every submission gets one row, whatever happens to the processes that grade."""
import os
import signal
import threading
import time
from dataclasses import replace

import pytest

from autograder.classroom import cluster
from autograder.classroom.collecting import collect
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.jobs import jobs
from autograder.classroom.running import How, run
from autograder.classroom.store import store, stored
from autograder.course.answers import other_answers
from autograder.course.exercises import find

EXERCISE = find("log-sum-exp-softmax")
RIGHT = EXERCISE.solution.read_text()
WRONG = next(a for a in other_answers(EXERCISE) if a.check).text
HOW = How(confine=False, diagnosing=False, processes=2)


def handed(given, book, tmp_path, texts):
    for who, text in texts.items():
        path = tmp_path / "in" / who / EXERCISE.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    collect(given, book, [tmp_path / "in"])


def graded(given, book, how=HOW, told=lambda found: None):
    run(given, jobs(given, book), how, lambda found: (book.record([found]), told(found)))
    who = {h.id: h.learner for h in book.handed_in()}
    return {who[o.submission]: o for o in book.outcomes()}


def test_right_wrong_crashed_and_looping_are_told_apart(given, book, tmp_path) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT, "bob": WRONG, "bob2": "import nothing_like_it\n"})
    found = graded(given, book)
    assert found["ada"].status == "graded" and found["ada"].earned == found["ada"].possible > 0
    assert found["bob"].status == "graded" and 0 < found["bob"].earned < found["bob"].possible
    assert found["bob2"].status == "crashed" and found["bob2"].confinement == "plain"
    assert all("/tmp" not in str(f.get("evidence")) for o in found.values() for f in o.findings)
    assert found["ada"].seed == found["bob"].seed


def test_what_is_graded_is_not_graded_again_but_by_another_version(given, book, tmp_path) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT})
    graded(given, book)
    assert jobs(given, book) == []
    outcome = book.outcomes()[0]
    book.record([replace(outcome, grader="another")])
    assert jobs(given, book) == [] and len(book.outcomes()) == 2


def test_the_last_submission_counts_or_all_where_the_best_does(given, book, tmp_path) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT})
    os.utime(tmp_path / "in" / "ada" / EXERCISE.file_name, (1e9, 1e9))
    collect(given, book, [tmp_path / "in"])
    handed(given, book, tmp_path, {"ada": WRONG})
    assert len(jobs(given, book)) == 1 and len(jobs(replace(given, resubmission="best"), book)) == 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are found by their parents")
def test_a_process_that_is_killed_costs_nobody_anything(given, book, tmp_path) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT, "bob": WRONG, "bob2": RIGHT})
    ended = threading.Event()

    def kill() -> None:
        for _ in range(2):
            time.sleep(0.7)
            for child in _children(os.getpid()):
                if not ended.is_set():
                    os.kill(child, signal.SIGKILL)
                    break
    killer = threading.Thread(target=kill)
    killer.start()
    found = graded(given, book)
    ended.set()
    killer.join()
    assert sorted(found) == ["ada", "bob", "bob2"] and len(book.outcomes()) == 3
    assert all(o.status == "graded" for o in found.values())


def _children(parent):
    """Return the pool's processes."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    after = file.read().rpartition(")")[2].split()
                with open(f"/proc/{name}/cmdline") as file:
                    command = file.read()
            except OSError:
                continue
            if int(after[1]) == parent and "spawn_main" in command:
                found.append(int(name))
    return found


def test_a_job_that_kills_its_processes_is_not_graded_and_says_so(given, book, tmp_path, monkeypatch) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT})
    job = replace(jobs(given, book)[0], exercise="gone-from-the-course")
    heard = []
    run(given, [job], HOW, heard.append)
    assert [o.status for o in heard] == ["not_graded"] and "gone-from-the-course" in heard[0].findings[0]["message"]


def test_a_run_that_was_killed_goes_on_with_the_same_draws_and_the_next_has_others(given, book, tmp_path) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT, "bob": WRONG})
    first = {job.learner: job.seed for job in jobs(given, book)}
    with Gradebook(book.url) as another:        # as after a kill
        assert {job.learner: job.seed for job in jobs(given, another)} == first and len(set(first.values())) == 1
    book.end_run()
    assert {job.learner: job.seed for job in jobs(given, book)} != first


def test_repaired_checks_judge_by_the_cases_that_were_drawn_before(given, book, tmp_path, monkeypatch) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT})
    drawn = graded(given, book)["ada"].seed
    book.end_run()
    handed(given, book, tmp_path, {"bob": RIGHT})
    monkeypatch.setattr("autograder.classroom.jobs.version", lambda given, exercise: "repaired")
    seeds = {job.learner: job.seed for job in jobs(given, book)}
    assert seeds["ada"] == drawn != seeds["bob"]


def test_a_text_that_is_gone_costs_its_own_submission_only(given, book, tmp_path) -> None:
    handed(given, book, tmp_path, {"ada": RIGHT, "bob": WRONG, "bob2": RIGHT + "# mine\n"})
    sha = next(h.sha256 for h in book.handed_in() if h.learner == "bob")
    stored(given, sha).unlink()
    found = graded(given, book)
    assert {who: o.status for who, o in found.items()} == {"ada": "graded", "bob": "not_graded", "bob2": "graded"}
    assert "no longer there; collect it again" in found["bob"].findings[0]["message"]
    there, lost = cluster._loaded(given, [*jobs(given, book)])
    assert there == [] and [o.submission for o in lost] == [found["bob"].submission]
    store(given, WRONG.encode())
    assert graded(given, book)["bob"].status == "graded"
