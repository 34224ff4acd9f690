"""The learner's own words: asked for whole, kept as written, and seen where they were changed."""
import pytest

from autograder.errors import UsageError
from autograder.learner import ledger
from autograder.learner.journal import changed, declared, declares, entries, is_shut, written

WORDS = {"derivation": "The gradient of the square is twice the matrix times the vector, as I found by indices.",
         "reasoning": "It agrees with the finite differences on a two by two example that I did by hand.",
         "failure": "On a matrix that is not symmetric the check shows another value; the transpose is missing."}


def entry(lines, words=WORDS, exercise="a-b", part="c"):
    return written(lines, exercise, part, words)


def test_an_entry_names_the_one_before() -> None:
    first = entry([])
    second = entry([first])
    assert second["before"] == first["hash"] and changed([first, second]) == []
    assert [e.words for e in entries([first, second])] == [WORDS, WORDS]


def test_what_was_changed_or_taken_away_is_seen() -> None:
    first = entry([])
    second = entry([first])
    forged = {**first, "words": {**WORDS, "reasoning": WORDS["reasoning"] + " I knew it."}}
    assert [e.hash for e in changed([forged, second])] == [first["hash"], second["hash"]]
    assert [e.hash for e in changed([second])] == [second["hash"]]


def test_two_machines_may_write_at_once() -> None:
    first = entry([])
    assert changed([first, entry([first]), entry([first], exercise="d")]) == []


def test_what_is_refused_says_why() -> None:
    with pytest.raises(UsageError, match="3 of at least 40 characters, blanks left out"):
        entry([], {**WORDS, "derivation": "a b  c"})
    with pytest.raises(UsageError, match="over and over are no answer"):
        entry([], {**WORDS, "derivation": "a" * 80})


@pytest.mark.parametrize("words", [
    {}, {**WORDS, "failure": "it fails"}, {**WORDS, "derivation": "a" * 80}, {**WORDS, "reasoning": " " * 80},
    {**WORDS, "failure": WORDS["reasoning"]}])
def test_an_entry_answers_all_three_questions(words) -> None:
    with pytest.raises(UsageError):
        entry([], words)


def test_the_last_of_several_hints_is_shut_until_something_is_written_on_the_part_or_the_whole() -> None:
    for lines, shut in (([], True), ([entry([])], False), ([entry([], part="")], False), ([entry([], part="other")], True), ([entry([], exercise="x")], True)):
        assert is_shut(lines, "a-b", "c", 3, 3) is shut
    assert not is_shut([], "a-b", "c", 2, 3) and not is_shut([], "a-b", "c", 1, 1)


def test_the_last_declaration_counts() -> None:
    lines = [declares("a-b", "", "none", ""), declares("a-b", "", "parts", "the plot")]
    assert declared(lines)["a-b", ""].ai == "parts"
    with pytest.raises(UsageError):
        declares("a-b", "", "some", "")


def test_the_ledger_passes_over_an_entry_that_is_torn(tmp_path) -> None:
    path = tmp_path / "attempts.jsonl"
    ledger.append(path, entry([]))
    path.write_bytes(path.read_bytes() + b'{"v":1,"when":"2026-01-01T00:00:00+00:00","kind":"journal","exercise":"a-b"}\n')
    reading = ledger.read(path)
    assert len(entries(reading.lines)) == 1 and reading.unreadable == (2,)
