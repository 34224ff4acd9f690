"""Small exercises of every form: the answer passes, its stub does not, wrong answers stop at the line they change, unusual right ones pass."""
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from .standin import Other, changed, judged, loaded, others, stub

HERE = Path(__file__).parent / "exercises"
NAMES = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))


def module_of(name: str):
    return importlib.import_module(f"{__package__}.exercises.{name}")


def source_of(name: str) -> str:
    """Return the learner's part of the file: statement and answer, without the checks."""
    return (HERE / f"{name}.py").read_text().split("def check_")[0]


def checks_of(name: str) -> dict:
    return {key[6:]: value for key, value in vars(module_of(name)).items() if key.startswith("check_")}


def all_checks() -> Iterator:
    for name in NAMES:
        for check in checks_of(name):
            yield pytest.param(name, check, id=f"{name}-{check}")


def all_others() -> Iterator:
    for name in NAMES:
        for other in others(getattr(module_of(name), "OTHERS", "")) if getattr(module_of(name), "OTHERS", "").strip() else ():
            yield pytest.param(name, other, id=f"{name}-{other.check}-{other.title}")


@pytest.mark.parametrize(("name", "check"), list(all_checks()))
def test_the_answer_passes(name: str, check: str, tmp_path: Path) -> None:
    said = judged(checks_of(name)[check], loaded(source_of(name), tmp_path))
    assert said is None, str(said)


@pytest.mark.parametrize(("name", "check"), list(all_checks()))
def test_the_stub_does_not_pass(name: str, check: str, tmp_path: Path) -> None:
    said = judged(checks_of(name)[check], loaded(stub(source_of(name)), tmp_path))
    assert said is not None


@pytest.mark.parametrize(("name", "other"), list(all_others()))
def test_another_answer_is_judged_as_intended(name: str, other: Other, tmp_path: Path) -> None:
    source, lines = changed(source_of(name), other)
    said = judged(checks_of(name)[other.check], loaded(source, tmp_path))
    if not other.wrong:
        assert said is None, str(said)
        return
    assert said is not None, f"{other.title} passes"
    assert said.verdict == "failed", str(said)
    unfinished = any(row.startswith("  …") for row in said.rows) or "return" in "".join(other.new)     # what is returned is told at its function
    assert unfinished or said.line is None or said.line in lines or not other.new, f"told at line {said.line}, changed {lines}:\n{said}"
