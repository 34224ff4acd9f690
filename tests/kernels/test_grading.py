"""A kernel exercise from file to findings: the stub, what is right, what is wrong in the ways beginners are, what is no program."""
from pathlib import Path

import pytest

from autograder.course.exercises import Exercise, find
from autograder.grading import grade
from autograder.model import Result

from ..needs import bubblewrap, compiler

pytestmark = compiler
ANSWER = "    const int i = blockIdx.x * blockDim.x + threadIdx.x;\n    if (i < n) c[i] = a[i] + b[i];"
GUARDED = "    if (i < n) c[i] = a[i] + b[i];"


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return find("vector-add-kernel")


def graded(exercise: Exercise, tmp_path: Path, text: str | bytes, **options) -> Result:
    path = tmp_path / "mine.cu"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return grade(exercise, path, seed=1, **options)


def first(result: Result) -> tuple[str, str]:
    finding = next(f for f in result.findings if f.verdict not in ("passed", "skipped"))
    return finding.verdict, finding.evidence.message


def test_the_solution_passes_and_the_stub_is_not_begun(exercise: Exercise, tmp_path: Path) -> None:
    assert graded(exercise, tmp_path, exercise.text).passed
    assert {f.verdict for f in graded(exercise, tmp_path, exercise.stub).findings} <= {"unattempted", "skipped"}


def test_half_a_file_is_half_judged(exercise: Exercise, tmp_path: Path) -> None:
    result = graded(exercise, tmp_path, exercise.stub.replace("    // ...", ANSWER, 1))
    assert [p.verdict for p in result.parts] == ["passed", "unattempted"]


@pytest.mark.parametrize("old, new, piece, title", [
    (GUARDED, "    c[i] = a[i] + b[i];", "thread 1 of block 0 reads `a[1]` (line 21), and `a` has one element", "threads past the end"),
    ("i < n", "i <= n", "thread 1 of block 0 reads `a[1]`", "threads past the end"),
    ("blockIdx.x * blockDim.x + threadIdx.x", "threadIdx.x", "5 of 7 elements of `c` are never written: `c[2]` to `c[6]`",
     "every block takes the first elements"),
    ("blockIdx.x * blockDim.x", "blockIdx.x * gridDim.x", "3 of 7 elements of `c` are never written: `c[2]`, …, `c[6]`",
     "counts blocks where it should count threads"),
    ("c[i] = a[i]", "c[i] += a[i]", "reads `c[0]` (line 21) before anything was written there", None)])
def test_wrong_in_the_five_ways_of_beginners(exercise: Exercise, tmp_path: Path, old: str, new: str, piece: str, title: str | None) -> None:
    text = exercise.stub.replace("    // ...", ANSWER.replace(old, new), 1)
    assert new in text
    result = graded(exercise, tmp_path, text)
    finding = result.findings[0]
    assert finding.verdict == "failed" and piece in finding.evidence.message, finding.evidence
    assert (finding.diagnosis.title if finding.diagnosis else None) == title
    assert finding.evidence.where.startswith(str(tmp_path / "mine.cu") + ":")


@pytest.mark.parametrize("text, verdict, piece", [
    (b"\xff\xfe not text", "broken", "is not UTF-8"), ("int main(", "broken", "line 1: "),
    ("#include <windows.h>\n", "broken", "`#include <windows.h>` is not there"),
    ("", "failed", "mine.cu defines no `vector_add`")])
def test_what_is_no_kernel_file(exercise: Exercise, tmp_path: Path, text: str | bytes, verdict: str, piece: str) -> None:
    found = first(graded(exercise, tmp_path, text))
    assert (found[0], piece in found[1]) == (verdict, True), found


def test_an_endless_loop_costs_its_checks_and_is_told(exercise: Exercise, tmp_path: Path) -> None:
    text = exercise.stub.replace("    // ...", "    volatile int on = 1;\n    while (on) {}", 1)
    result = graded(exercise, tmp_path, text, part="kernel")
    assert first(result)[0] in ("failed", "timed_out") and "a loop that does not end" in first(result)[1]


def test_what_a_kernel_prints_stands_under_its_call(exercise: Exercise, tmp_path: Path) -> None:
    text = exercise.stub.replace("    // ...", '    printf("i = %d\\n", threadIdx.x);\n    c[0] = 0;', 1)
    assert "i = 0\n" in graded(exercise, tmp_path, text).findings[0].evidence.prints


@bubblewrap
def test_shut_in_it_is_the_same(exercise: Exercise, tmp_path: Path) -> None:
    result = graded(exercise, tmp_path, exercise.text, confine=True)
    assert result.passed and result.confinement == "bubblewrap"


def test_without_a_compiler_it_is_skipped_with_the_reason(exercise: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDWORK_CXX", "no-such-compiler")
    result = graded(exercise, tmp_path, exercise.text)
    assert {(f.verdict, f.evidence.message) for f in result.findings} == {("skipped", "GROUNDWORK_CXX names `no-such-compiler`, which is not there")}
