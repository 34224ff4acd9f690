"""The ledger loses nothing: not to a crash, a full disk, a merge, a lock or a newer version."""
import errno
import json
import multiprocessing
import os
from pathlib import Path

import pytest

from autograder.errors import SurroundingsError
from autograder.learner import ledger
from autograder.learner.file_lock import locked
from autograder.model import Diagnosis, Evidence, Finding, PartResult, Result


def result(**verdicts):
    findings = tuple(Finding(f"test_{part}", part, f"Your {part} is right.", verdict, Evidence(got="1", lines=("a", "b")) if verdict != "passed"
                             else Evidence(), 2, Diagnosis("forgets", "It forgets.") if verdict == "failed" else None, ("Look.",))
                     for part, verdict in verdicts.items())
    return Result("svd", "plain", 7, 0.5, tuple(PartResult(p, v, p != "extra") for p, v in verdicts.items()), findings)


def keep(path, found, **content):
    ledger.append(path, ledger.attempt(found, None, content, "v1"))


@pytest.fixture
def path(tmp_path):
    return tmp_path / ".grade" / "attempts.jsonl"


def test_what_is_appended_is_read_back(path):
    keep(path, result(thin="passed"), thin="k1")
    keep(path, result(thin="failed"), thin="k2")
    assert [line["parts"] for line in ledger.read(path).attempts] == [{"thin": "passed"}, {"thin": "failed"}]


def test_an_absent_ledger_is_empty(path):
    assert ledger.read(path) == ledger.Reading()


def test_a_torn_last_line_is_survived_and_healed(path):
    keep(path, result(thin="passed"), thin="k1")
    with open(path, "ab") as file:
        file.write(b'{"v":1,"kind":"atte')
    assert len(ledger.read(path).lines) == 1
    keep(path, result(thin="failed"), thin="k2")
    reading = ledger.read(path)
    assert len(reading.lines) == 2 and reading.unreadable == (2,)


@pytest.mark.parametrize("row", [b"null", b"[]", b'"v"', b"{}", b'{"v":1,"kind":"attempt","when":"2025"}', b"\xff\xfe", b"<<<<<<< HEAD"])
def test_a_line_that_is_no_attempt_is_passed_over_and_counted(path, row):
    keep(path, result(thin="passed"), thin="k1")
    with open(path, "ab") as file:
        file.write(row + b"\n")
    reading = ledger.read(path)
    assert len(reading.lines) == 1 and reading.unreadable == (2,)


def test_a_newer_ledger_is_refused_and_left_alone(path):
    keep(path, result(thin="passed"), thin="k1")
    with open(path, "ab") as file:
        file.write(b'{"v":99,"kind":"dream","when":"2031"}\n')
    before = path.read_bytes()
    with pytest.raises(SurroundingsError, match=r"attempts.jsonl:2 was written by a newer version"):
        ledger.read(path)
    assert path.read_bytes() == before


def test_lines_of_two_machines_merge_in_the_order_of_time(path):
    path.parent.mkdir()
    line = {"v": 1, "kind": "hint", "exercise": "svd", "part": "p", "check": "c", "stage": 1}
    early, late = line | {"when": "2025-01-01T00:00:00+00:00"}, line | {"when": "2025-02-01T00:00:00+00:00"}
    path.write_text("".join(json.dumps(line) + "\n" for line in (late, early, late)))
    assert ledger.read(path).lines == (early, late)


def test_hints_read_are_remembered(path):
    for stage in (1, 2):
        ledger.append(path, ledger.hint("svd", "thin", "test_thin", stage))
    reading = ledger.read(path)
    assert ledger.hints_read(reading, "svd", "test_thin") == 2 and ledger.hints_read(reading, "svd", "test_full") == 0


def write_many(path, name):
    for number in range(25):
        ledger.append(Path(path), ledger.hint(name, "p", "c", number))


def test_four_writers_at_once_lose_no_line(path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(str(path), f"w{n}")) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    reading = ledger.read(path)
    assert len(reading.lines) == 100 and not reading.unreadable


def test_a_full_disk_leaves_no_half_line(path, monkeypatch):
    keep(path, result(thin="passed"), thin="k1")
    before, write = path.read_bytes(), os.write

    def full(descriptor, data):
        write(descriptor, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(SurroundingsError, match=r"No space left on device.*free some space"):
        keep(path, result(thin="failed"), thin="k2")
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path):
    (tmp_path / ".grade").write_text("a file where the folder should be")
    with pytest.raises(SurroundingsError, match="cannot be written"):
        keep(tmp_path / ".grade" / "attempts.jsonl", result(thin="passed"))


def test_a_held_lock_is_a_sentence(path):
    path.parent.mkdir()
    with open(path, "ab") as one, open(path, "ab") as two, locked(one.fileno()), pytest.raises(SurroundingsError, match="another program"):
        with locked(two.fileno(), patience=0.1):
            pass


ATTEMPT = {"v": 1, "kind": "attempt", "when": "2026-01-01T00:00:00+00:00", "exercise": "svd", "content": {}, "parts": {"thin": "passed"}}
BEGUN = {"v": 1, "kind": "exam", "when": "2026-01-01T00:00:00+00:00", "event": "begun", "sitting": "s", "check": "t/c", "items": ["svd"]}
ODD = {"a time without a zone": ATTEMPT | {"when": "2026-01-01"}, "a day after which there is none": ATTEMPT | {"when": "9999-12-31T00:00:00+00:00"},
       "yesterday": ATTEMPT | {"when": "yesterday"}, "a verdict that is none": ATTEMPT | {"parts": {"thin": ["passed"]}},
       "no number of seconds": ATTEMPT | {"seconds": float("nan")}, "an exam in pieces": ATTEMPT | {"exam": ["s"]}, "facts in a row": ATTEMPT | {"facts": [1]},
       "items that are a number": BEGUN | {"items": 3}, "a seed by name": BEGUN | {"seed": {"a": 1}}, "a sitting of ages": BEGUN | {"minutes": 10**12},
       "half a pair of surrogates": ATTEMPT | {"exercise": "\ud800"}, "no kind": ATTEMPT | {"kind": ["attempt"]}}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_field_of_another_type_is_a_line_that_cannot_be_read(path, odd):
    keep(path, result(thin="passed"), thin="k1")
    with open(path, "a") as file:
        file.write(json.dumps(odd) + "\n")
    assert len(ledger.read(path).lines) == 1 and ledger.read(path).unreadable == (2,)


def test_brackets_without_end_are_passed_over(path):
    keep(path, result(thin="passed"), thin="k1")
    with open(path, "ab") as file:
        file.write(b"[" * 200_000 + b"\n")
    assert ledger.read(path).unreadable == (2,)


def test_what_every_kind_of_line_holds_is_what_is_written(path):
    for line in (ledger.attempt(result(thin="passed"), None, {"thin": "k"}, "v1", exam="s", mine={"f": "m"}), ledger.hint("svd", "thin", "c", 1, review="r"),
                 ledger.problem("svd", "", "passed", late="s"), ledger.answer_opened("svd", "thin"), ATTEMPT, BEGUN):
        ledger.append(path, line)
    assert len(ledger.read(path).lines) == 6 and not ledger.read(path).unreadable
