"""`grade hint`, `grade debug` and `grade journal` where nothing fails, nothing runs, or nobody has said which editor."""
import json
import os
import pty
import subprocess
import sys

import pytest

SAID = ("I took the number twice, as the definition says.", "It agrees with two and with three, both done by hand.",
        "On five another value comes out than I had expected.")


def in_a_terminal(desk, *arguments, typed, **environment):
    """Run `grade` in a terminal of its own, type, and return what the terminal shows and how it left."""
    own, its = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", *arguments], stdin=its, stdout=its, stderr=its,
                               cwd=desk.work.parent, env={**desk.environment, "TERM": "dumb", "EDITOR": "", "VISUAL": "", **environment})
    os.close(its)
    os.write(own, typed.encode() + b"\x04")     # at its end nothing more is typed: whoever asks on is told so
    shown = b""
    try:
        while piece := os.read(own, 4096):
            shown += piece
    except OSError:     # its end: the other side is closed
        pass
    os.close(own)
    return process.wait(timeout=60), shown.decode().replace("\r\n", "\n")


def journal(desk):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [line["words"] for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == "journal"]


def test_a_journal_asks_here_where_no_editor_is_named(desk):
    desk.grade("doubling")
    status, shown = in_a_terminal(desk, "journal", "doubling#twice", typed="\n\n".join([SAID[0][:20], SAID[0][20:], *SAID[1:]]) + "\n\n")
    assert status == 0 and "What did you derive" in shown and "of at least 40 characters" in shown and "grade hint doubling#twice" in shown
    said, = journal(desk)
    assert ["".join(text.split()) for text in said.values()] == ["".join(text.split()) for text in SAID]


def test_no_sentence_is_broken_within_a_word_in_a_terminal(desk):
    status, shown = in_a_terminal(desk, "init", "a-folder-of-my-own-with-a-rather-long-name", typed="", NO_COLOR="1")
    rows = shown.rstrip("\n").split("\n")
    assert status == 0 and "is now a workspace" in " ".join(rows)
    assert all(len(row) <= 80 or " " not in row.strip() or max(map(len, row.split())) > 80 for row in rows), rows


def test_an_editor_that_is_not_there_says_what_to_type(desk):
    status, shown = in_a_terminal(desk, "journal", "doubling#twice", typed="", EDITOR="no-such-editor")
    assert status == 2 and "`no-such-editor` ($VISUAL or $EDITOR) cannot be started" in " ".join(shown.split())


def test_who_has_written_nothing_down_is_told_what_to_type(desk):
    desk.write(twice="return x")
    desk.grade("doubling#twice")
    assert "grade journal doubling#twice" in desk.grade("journal").out and "grade declare doubling#twice --ai none" in desk.grade("declare").out


def test_what_holds_is_no_more_than_what_was_judged(desk):
    desk.write(again="...")
    desk.grade("doubling#twice")
    said = desk.grade("hint").out
    assert "every check of doubling#twice holds" in said and "grade hint doubling#again" in said and "by adding" in said
    assert "no check of doubling#twice fails" in desk.grade("debug").out
    desk.write()
    desk.grade("doubling")
    said = desk.grade("hint").out
    assert "every check of doubling holds" in said and "grade hint doubling#again" not in said


def test_a_hint_is_meant_for_the_review_that_is_open(desk):
    desk.write()
    desk.grade("doubling")
    assert "grade review --hint" not in desk.grade("hint").out
    desk.grade("review", "doubling#again")
    assert "grade review --hint" in desk.grade("hint").out


@pytest.mark.parametrize("answer, said", [("while True: pass", True), ("return x ** 2", False)])
def test_a_debugger_of_a_call_without_an_end_says_how_it_is_stopped(desk, answer, said):
    desk.write(twice=answer)
    desk.grade("doubling#twice")        # who asks for help does not wait for all of it once more: below, nothing is graded
    before = len((desk.work / ".grade" / "attempts.jsonl").read_text().splitlines())
    assert "Next" in desk.grade("hint", "doubling#twice").out
    assert ("Ctrl-C then stops it" in desk.grade("debug", "doubling#twice", typed="q\n").out) is said
    kinds = [json.loads(line)["kind"] for line in (desk.work / ".grade" / "attempts.jsonl").read_text().splitlines()[before:]]
    assert kinds == ["hint"]


def test_what_did_not_run_is_told_when_one_comes_back(desk):
    desk.write(twice="return (x")
    desk.grade("doubling")
    said = desk.grade().out
    assert "grade hint doubling#twice" in said and "did not run when it was last graded" in said
    assert "'(' was never closed" in desk.grade("hint", "doubling#twice").out


def test_a_part_begun_anew_is_what_comes_next_though_it_has_passed(desk):
    desk.write()
    desk.grade("doubling")
    desk.grade("reset", "doubling#twice")
    said = desk.grade("doubling#twice").out
    assert "work/arithmetic/doubling.py:12" in said and "grade doubling#twice" in said and "halving" not in said
    assert "halving" in desk.grade().out        # what has passed stays passed
