"""What is unchanged is told again in the same words; what hangs on the machine never is."""
import pytest

from autograder.learner import memory
from autograder.model import Diagnosis, Evidence, Finding, PartResult, Result


def result(**verdicts):
    findings = tuple(Finding(f"test_{part}", part, f"Your {part} is right.", verdict, Evidence(got="1", lines=("a", "b")) if verdict != "passed"
                             else Evidence(), 2, Diagnosis("forgets", "It forgets.") if verdict == "failed" else None, ("Look.",))
                     for part, verdict in verdicts.items())
    return Result("svd", "plain", 7, 0.5, tuple(PartResult(p, v, p != "extra") for p, v in verdicts.items()), findings)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "findings" / "svd.json"


def test_an_unchanged_part_is_told_again_whole(path):
    found = result(thin="failed", extra="passed")
    memory.keep(path, found, {"thin": "k1", "extra": "k1"}, "2025")
    again, when = memory.told_again(path, "svd", {"thin": "k1", "extra": "k1"})
    passed = Finding("test_extra", "extra", "Your extra is right.", "passed", worth=2)    # a pass needs no hints any more
    assert again.parts == found.parts and again.findings == (found.findings[0], passed) and when == "2025"


def test_parts_judged_apart_are_told_together(path):
    memory.keep(path, result(thin="passed"), {"thin": "k1"}, "2025")
    memory.keep(path, result(full="passed"), {"full": "k1"}, "2026")
    again, when = memory.told_again(path, "svd", {"full": "k1", "thin": "k1"})
    assert [p.part for p in again.parts] == ["full", "thin"] and when == "2026"


@pytest.mark.parametrize("content", [{"thin": "other"}, {"thin": "k1", "full": "k1"}, {"full": "k1"}, {}])
def test_a_changed_part_is_not_told_again(path, content):
    memory.keep(path, result(thin="passed"), {"thin": "k1"}, "2025")
    assert memory.told_again(path, "svd", content) is None


@pytest.mark.parametrize("verdict", sorted(memory.FLEETING))
def test_what_hangs_on_the_machine_is_not_told_again(path, verdict):
    memory.keep(path, result(thin=verdict), {"thin": "k1"}, "2025")
    assert memory.told_again(path, "svd", {"thin": "k1"}) is None


def test_a_call_without_an_end_is_not_waited_for_again_by_who_asks_for_help(path):
    for verdict in sorted(memory.FLEETING):
        memory.keep(path, result(thin=verdict), {"thin": "k1"}, "2025")
        assert bool(memory.told_again(path, "svd", {"thin": "k1"}, retry=False)) is (verdict == "timed_out")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"thin": 1}', '{"thin": {"key": "k1"}}', "\0"])
def test_a_memory_that_cannot_be_read_is_none(path, text):
    path.parent.mkdir()
    path.write_text(text)
    assert memory.told_again(path, "svd", {"thin": "k1"}) is None
    memory.keep(path, result(thin="passed"), {"thin": "k1"}, "2025")
    assert memory.told_again(path, "svd", {"thin": "k1"})


def test_a_memory_that_cannot_be_written_is_no_error(path):
    path.parent.write_text("a file where the folder should be")
    memory.keep(path, result(thin="passed"), {"thin": "k1"}, "2025")
    assert memory.told_again(path, "svd", {"thin": "k1"}) is None
