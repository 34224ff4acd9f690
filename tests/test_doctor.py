"""`grade doctor`: what is there was tried, what is missing says what it costs and how to get it."""
import json
import os
import subprocess
import sys

import pytest

from autograder import doctor
from autograder.doctor import noise, things
from autograder.learner.workspace import Workspace


def said(workspace):
    done = subprocess.run([sys.executable, "-c", "from autograder.cli import main; main()", "doctor", "--json"], capture_output=True, text=True,
                          env=os.environ | {"GROUNDWORK_WORK": str(workspace)}, check=False, timeout=120)
    return done.returncode, {thing["name"]: thing for thing in json.loads(done.stdout)}


def test_a_machine_that_can_grade_is_well(tmp_path):
    status, found = said(tmp_path / "work")
    assert status == 0 and {"Python", "workspace", "worker", "C++ compiler", "torch", "confinement", "browser", "even timing"} <= set(found)
    assert "tried" in found["worker"]["found"] and all(found[name]["there"] for name in ("Python", "workspace", "worker"))
    assert not (tmp_path / "work").exists()     # looking changes nothing


def test_what_is_missing_says_what_it_costs_and_how_to_get_it(tmp_path):
    for thing in things(Workspace(tmp_path)):
        assert thing.found and bool(thing.costs) == bool(thing.how)


def test_a_ledger_of_a_newer_version_is_told(tmp_path):
    (tmp_path / ".grade").mkdir()
    (tmp_path / ".grade" / "attempts.jsonl").write_text('{"v":99,"kind":"attempt","when":"2030"}\n')
    status, found = said(tmp_path)
    assert status == 3 and "newer version" in found["workspace"]["how"] and found["worker"]["there"]


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "LITTLE", 1 << 60)
    found = next(t for t in things(Workspace(tmp_path)) if t.name == "workspace")
    assert not found.is_there and "free some space" in found.how


@pytest.mark.parametrize(("seconds", "even"), [([0.001] * 60, True), ([0.001] * 40 + [0.002] * 20, False)])
def test_noise_is_how_unevenly_time_passes(seconds, even):
    found = noise(seconds)
    assert found.is_there == even and ("no verdict depends on it" in found.costs) != even
