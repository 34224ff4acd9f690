"""A check is repaired: who changes, from what to what, and why; applied and taken back without losing a row."""
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograder.classroom import regrading
from autograder.classroom.gradebook import Handed, Outcome
from autograder.classroom.regrading import apply, errata, regrade, repaired, undo, work
from autograder.classroom.standing import standing
from autograder.classroom.store import store
from autograder.errors import UsageError

EXERCISE = "log-sum-exp-softmax"
WHEN = "2027-03-01T10:00:00+00:00"


def finding(check, verdict, call="", got=""):
    return {"check": check, "part": "p", "claim": f"It {check}.", "verdict": verdict, "worth": 1, "diagnosis": None,
            "evidence": {k: v for k, v in (("call", call), ("got", got)) if v}}


def found(learner, grader, verdicts, status="graded", seed=7, graded="2026-03-01T11:00:00+00:00"):
    findings = tuple(finding(c, v, f"softmax({c})" if v == "failed" else "", "nan" if v == "failed" else "") for c, v in verdicts.items())
    return Outcome(f"{learner}-1", EXERCISE, grader, status, sum(v == "passed" for v in verdicts.values()), len(verdicts), .1, seed, "bubblewrap", graded,
                   {}, findings)


@pytest.fixture
def one(given, book, monkeypatch):
    """ada was judged too hard, bob too mildly, bob2 as is right."""
    given = replace(given, exercises=given.exercises[:1])
    book.enroll(given.learners)
    for who, before in (("ada", "failed"), ("bob", "passed"), ("bob2", "failed")):
        book.hand_in([Handed(f"{who}-1", who, EXERCISE, WHEN, store(given, b"x = 1\n"), f"{who}/x.py")])
        book.record([found(who, "v1", {"adds": before, "sums": "passed"})])
    monkeypatch.setattr(regrading, "version", lambda given, exercise: "v2")
    monkeypatch.setattr("autograder.classroom.jobs.version", lambda given, exercise: "v2")
    return given


def graded_anew(book):
    for who, after in (("ada", "passed"), ("bob", "failed"), ("bob2", "failed")):
        book.record([found(who, "v2", {"adds": after, "sums": "passed"}, graded="2026-03-02T11:00:00+00:00")])


def test_only_what_was_repaired_is_graded_and_with_the_cases_drawn_before(one, book) -> None:
    assert repaired(one, book) == {EXERCISE: ("v1", "v2")} and repaired(one, book, EXERCISE)
    assert {(j.learner, j.grader, j.seed) for j in work(one, book, [EXERCISE])} == {(who, "v2", 7) for who in ("ada", "bob", "bob2")}
    with pytest.raises(UsageError, match="does not ask"):
        repaired(one, book, "nothing")


def test_whose_marks_change_from_what_to_what_and_why(one, book) -> None:
    graded_anew(book)
    told = regrade(one, book, EXERCISE, "v1", "v2")
    assert [(c.after.learner, c.words) for c in told.changes] == [("ada", "1/2 → 2/2"), ("bob", "2/2 → 1/2")]
    assert (told.raised, told.lowered, told.same, told.undone) == (1, 1, 1, 0)
    up, down = (c.turns for c in told.changes)
    assert [(t.check, t.before, t.after, t.call, t.got) for t in (*up, *down)] == [
        ("adds", "failed", "passed", "softmax(adds)", "nan"), ("adds", "passed", "failed", "softmax(adds)", "nan")]
    assert down[0].words == "It adds: holds → does not hold" and not any(c.drawn_anew for c in told.changes)


def test_nothing_counts_before_it_is_applied_and_all_is_kept_after(one, book) -> None:
    graded_anew(book)
    told = regrade(one, book, EXERCISE, "v1", "v2")
    score = lambda who: standing(one, book).cells[who, EXERCISE].score      # three letters, used six times
    assert (score("ada"), score("bob")) == (.5, 1)
    apply(book, [told], "the sign")
    assert (score("ada"), score("bob")) == (1, .5) and repaired(one, book) == {}
    assert undo(one, book) == (EXERCISE, "v1")
    assert (score("ada"), score("bob")) == (.5, 1) and len(book.outcomes()) == 6
    with pytest.raises(UsageError, match="nothing to take back"):
        undo(one, book, EXERCISE)


def test_what_is_not_graded_yet_cannot_be_applied(one, book) -> None:
    book.record([found("ada", "v2", {"adds": "passed", "sums": "passed"})])
    told = regrade(one, book, EXERCISE, "v1", "v2")
    assert told.undone == 2 and len(told.changes) == 1
    with pytest.raises(UsageError, match="2 submissions are not graded"):
        apply(book, [told], "")
    assert book.applied() == []


def test_the_same_share_of_other_points_is_no_change_but_a_state_is(one, book) -> None:
    book.record([found("ada", "v2", {"adds": "failed", "sums": "passed", "more": "passed", "less": "failed"}),
                 found("bob", "v2", {"adds": "broken"}, "crashed"), found("bob2", "v2", {"adds": "timed_out"}, "timed_out", seed=8)])
    told = regrade(one, book, EXERCISE, "v1", "v2")
    assert [(c.after.learner, c.words, c.drawn_anew) for c in told.changes] == [("bob", "2/2 → crashed", False), ("bob2", "1/2 → timed out", True)]
    assert told.lowered == 2 and [(t.check, t.after) for t in told.changes[0].turns] == [("adds", "broken"), ("sums", "")]


def test_errata_say_what_when_and_why_and_no_names(one, book) -> None:
    graded_anew(book)
    apply(book, [regrade(one, book, EXERCISE, "v1", "v2")], "a sign <b>was</b> wrong")
    book.record([replace(found("ada", "v2", {"adds": "failed"}), submission="ada-1", grader="v3")])
    one_erratum, = errata(one, book)
    assert (one_erratum.raised, one_erratum.lowered, one_erratum.same, one_erratum.claims, one_erratum.undone) == (1, 1, 1, ("It adds.",), "")
    undo(one, book)
    assert errata(one, book)[0].undone
    page = pytest.importorskip("autograder.dashboard.classes", reason="pip install 'groundwork[dashboard]'").errata_page("Linear <algebra>", errata(one, book))
    assert "ada" not in page.lower() and "bob" not in page and "a sign &lt;b&gt;was" in page and "Linear &lt;algebra&gt;" in page
    assert "It adds." in page and "<script" not in page and 'src="' not in page and "http:" not in page and "https:" not in page


def test_the_commands_from_the_repair_to_the_page(one, book, tmp_path, monkeypatch) -> None:
    pytest.importorskip("jinja2", reason="pip install 'groundwork[dashboard]'")
    from autograder.cli.class_regrade import errata as page
    from autograder.cli.class_regrade import regrade as command
    from autograder.cli.classroom import class_
    (one.folder / "class.yaml").write_text(f"title: A\nexercises: [{EXERCISE}]\n")
    after = {"ada": "passed", "bob": "failed", "bob2": "failed"}
    monkeypatch.setattr("autograder.classroom.running.run", lambda given, work, how, told: [
        told(found(job.learner, job.grader, {"adds": after[job.learner], "sums": "passed"}, graded="2026-03-02T11:00:00+00:00")) for job in work])

    def said(given, *words):
        ran = CliRunner().invoke(given, [str(one.folder), *words], standalone_mode=False)
        return str(ran.exception or "") + " ".join(ran.output.split())
    looked = said(command, "--unconfined")
    assert "2 change (1 up, 1 down), 1 stay" in looked and "ada 1/2 → 2/2" in looked and "softmax(adds) gave nan" in looked and book.applied() == []
    assert "applied" in said(command, "--apply", "--unconfined", "--reason", "the\n sign") and book.applied()[0]["reason"] == "the sign"
    assert "nothing to regrade" in said(command, "--unconfined") and "1 repaired check" in said(page, "-o", str(tmp_path / "e.html"))
    assert "the sign" in (tmp_path / "e.html").read_text()
    assert "count again that counted before (v1)" in said(command, "--undo") and "nothing to take back" in said(command, "--undo")
    assert "does not ask" in said(command, "nothing") and "does not ask" in said(command, "nothing", "--undo") and {"regrade", "errata", "mark", "report"} <= set(class_.list_commands(None))


def test_of_what_was_not_graded_before_no_check_judges_otherwise(one, book) -> None:
    """It is told as one change, not as one a check."""
    book.hand_in([Handed("ada-2", "ada", EXERCISE, "2027-03-02T10:00:00+00:00", store(one, b"x = 2\n"), "ada/x.py")])
    book.hand_in([Handed("bob-2", "bob", EXERCISE, "2027-03-02T10:00:00+00:00", store(one, b"x = 3\n"), "bob/x.py")])
    book.record([replace(found("bob", "v1", {"adds": "passed"}), submission="bob-2", status="not_graded", findings=({"message": "hand in more"},), asks="more")])
    book.record([replace(found(who, "v2", {"adds": "passed"}), submission=f"{who}-2") for who in ("ada", "bob")])
    told = regrade(one, book, EXERCISE, "v1", "v2")
    assert {c.after.learner: c.turns for c in told.changes} == {"ada": (), "bob": ()}
    assert {c.words for c in told.changes} == {"waits to be graded → 1/1", "not graded → 1/1"}
