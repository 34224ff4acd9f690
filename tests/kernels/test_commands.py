"""`grade trace`, `grade doctor`, `grade speed`, and `grade debug` of what no debugger of Python sees."""
import json
from pathlib import Path

import pytest

from autograder.cli import run
from autograder.course.exercises import find
from autograder.kernels import gpu

from ..needs import compiler

pytestmark = compiler


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GROUNDWORK_WORK", str(tmp_path))
    exercise = find("block-reduction-kernel")
    path = exercise.work(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(exercise.text.replace("        __syncthreads();          // outside the if: all must arrive\n", ""), "utf-8")
    return path


def test_trace_draws_the_launch_that_failed(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["trace", "block-reduction-kernel"]) == 0
    drawing = work.with_suffix(".svg").read_text("utf-8")
    assert "a race on `s[1]`" in drawing and "block_sum[1, 2, 8]" in drawing and 'stroke-width="2.5"' in drawing
    assert str(work.with_suffix(".svg").name) in capsys.readouterr().out


def test_trace_of_what_is_not_begun_or_no_kernel(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work.write_text(find("block-reduction-kernel").stub, "utf-8")
    assert run(["trace", "block-reduction-kernel"]) == 2
    assert "no kernel of block-reduction-kernel is launched yet" in capsys.readouterr().err
    assert run(["trace", "log-sum-exp-softmax"]) == 2
    assert "launches no kernel" in capsys.readouterr().err


def test_debug_says_what_does_instead(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["debug", "block-reduction-kernel"]) == 2
    assert "`grade trace block-reduction-kernel` draws the launch" in capsys.readouterr().err


def test_doctor_says_what_a_missing_compiler_costs_and_how_to_get_it(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    run(["doctor", "--json"])
    told = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert "every access watched" in told["C++ compiler"]["found"] and {"NVRTC", "GPU"} <= told.keys()
    monkeypatch.setenv("GROUNDWORK_CXX", "no-such-compiler")
    run(["doctor"])
    assert "kernel exercises are skipped" in capsys.readouterr().out


def test_speed_without_a_gpu_is_a_sentence(work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpu, "find_spec", lambda name: None)
    assert run(["speed", "block-reduction-kernel"]) == 3
    assert "CuPy is not installed: on a machine with an NVIDIA GPU" in capsys.readouterr().err
