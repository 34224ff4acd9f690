"""None of the attacks forges a result, reads an expected value, hangs past its limit, or harms its neighbours."""
import os
import re
import threading
import time
from pathlib import Path

import pytest

from autograder.grading.run import grade
from autograder.model import Result
from autograder.worker.launch import start_host
from autograder.worker.limits import Limits
from tests.course_of_one import write_course
from tests.needs import bubblewrap
from tests.worker.attacks import ATTACKS, HONEST, Attack

QUICK = Limits(call=2.0, total=8.0, memory=2 << 30)      # s: an honest answer takes milliseconds, and a busy machine a hundred times that


CASES = [pytest.param(confinement, attack, id=f"{confinement}: {attack.name}", marks=[bubblewrap] if confinement == "bubblewrap" else [])
         for confinement in ("plain", "bubblewrap") for attack in ATTACKS
         if confinement == "bubblewrap" or not attack.confined_only]      # at home the rest harms only who runs it: docs/wall.md


@pytest.fixture(scope="module")
def graders(tmp_path_factory):
    """Return a grader of texts for a confinement, with one host for all attacks: a neighbour may suffer from none."""
    root, hosts = tmp_path_factory.mktemp("course"), {}
    exercise, file = write_course(root), root / "submission.py"

    def grader(confinement: str):
        host = hosts.setdefault(confinement, None) or start_host(confine=confinement == "bubblewrap")
        hosts[confinement] = host

        def graded(text: str) -> Result:
            file.write_text(text)
            return grade(exercise, file, host=host, limits=QUICK)
        return graded
    yield grader
    for host in hosts.values():
        host.close()


def verdict(result: Result, check: str) -> str:
    return next(f.verdict for f in result.findings if f.check == check)


@pytest.mark.parametrize("confinement, attack", CASES)
def test_an_attack_gains_nothing(graders, confinement: str, attack: Attack):
    grader = graders(confinement)
    before, began = threads_and_children(), time.monotonic()
    result = grader(HONEST + attack.code)
    assert time.monotonic() - began < 60
    assert len(result.findings) == 3 and result.possible == 3      # the rows are fixed at collection
    assert result.confinement == confinement
    if not attack.passes:
        assert verdict(result, "doubles") in ("failed", "timed_out", "broken")
        assert verdict(result, "doubles_again") in ("failed", "timed_out", "broken")
    told = " ".join(f.evidence.message for f in result.findings)
    assert re.search(f"{attack.said}|no answer after", told), told      # on a busy machine a heavy answer may not even be seen
    if attack.total is not None and not attack.passes:
        assert (verdict(result, "adds") == "passed") == attack.total
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\ud800-\udfff]", str(result.plain()))
    assert threads_and_children() == before
    assert grader(HONEST).passed                                   # whoever comes next is not harmed


def threads_and_children() -> tuple[int, int]:
    """Return how many threads of ours and processes below the host there are, the host's own left out."""
    count = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        count += parent == os.getpid()
    return threading.active_count(), count


@pytest.mark.parametrize("confinement, attack", CASES)
def test_its_honest_twin_passes(graders, confinement: str, attack: Attack):
    result = graders(confinement)(HONEST + attack.twin)
    assert result.passed, [(f.check, f.verdict, f.evidence) for f in result.findings if f.verdict != "passed"]
