"""The gradebook: one row a result whatever happens, and a version that counts, said apart."""
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sql

pytest.importorskip("sqlalchemy", reason="pip install 'groundwork[classroom]'")

from autograder.classroom.gradebook import Gradebook, Handed, Learner, Mark, Outcome, meta, status_of
from autograder.errors import SurroundingsError
from autograder.model import Finding, Result

ADA = Learner("ada", "Ada")
FILE = Handed("s1", "ada", "doubling", "2026-01-01T00:00:00+00:00", "00", "ada/doubling.py")
FOUND = Outcome("s1", "doubling", "v1", "graded", 2, 3, 0.1, 7, "bubblewrap", "2026-01-01T00:00:01+00:00", {"twice": "passed"}, ({"check": "a"},))


@pytest.fixture
def book(tmp_path):
    book = Gradebook.of_folder(tmp_path)
    book.enroll([ADA])
    book.hand_in([FILE])
    yield book
    book.close()


def test_what_was_recorded_is_read_again(book) -> None:
    assert book.record([FOUND]) == 1
    assert book.outcomes() == [FOUND] and book.handed_in() == [FILE] and book.people() == [ADA] and book.judged() == {("s1", "doubling", "v1")}


def test_a_result_is_there_once_however_often_it_is_recorded(book) -> None:
    with ThreadPoolExecutor(8) as pool:
        news = list(pool.map(lambda n: book.record([replace(FOUND, seed=n)]), range(24)))
    assert len(book.outcomes()) == 1 and 1 in news


def test_what_was_not_graded_is_graded_by_the_next_run_and_never_the_other_way_round(book) -> None:
    ours = replace(FOUND, status="not_graded", earned=0, findings=({"message": "no bubblewrap"},))
    book.record([ours])
    assert book.judged() == set() and book.record([ours]) == 1
    assert book.record([FOUND]) == 1 and book.outcomes() == [FOUND]
    assert book.record([ours]) == 0 and book.record([replace(FOUND, earned=0)]) == 0 and book.outcomes() == [FOUND]


def test_a_regrade_counts_once_applied_and_no_more_once_undone(book) -> None:
    book.record([FOUND, replace(FOUND, grader="v2", earned=3, graded="2026-01-02T00:00:00+00:00")])
    assert book.counting("doubling") == "v1" and book.counting("nothing") == ""
    book.apply("doubling", "v1", "v2", "the sign")
    assert book.counting("doubling") == "v2"
    assert book.undo("doubling") == "v1" and book.undo("doubling") == "" and len(book.applied()) == 1
    assert len(book.outcomes()) == 2


def test_marks_of_people_stand_apart(book) -> None:
    book.mark([Mark("s1", "clarity", "bob", 2, 4, "good", "2026-01-01T00:00:00+00:00")])
    assert book.given()[0].score == 2 and book.outcomes() == []


def test_a_newer_schema_is_left_alone(book, tmp_path: Path) -> None:
    with book.engine.begin() as connection:
        connection.execute(meta.update().values(value="99"))
        connection.execute(sql.text("DROP TABLE marks"))       # as if that version kept them elsewhere
    with pytest.raises(SurroundingsError, match="newer version"):
        Gradebook.of_folder(tmp_path)
    assert "marks" not in sql.inspect(book.engine).get_table_names()


OLD = """
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE learners (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL);
CREATE TABLE submissions (id TEXT NOT NULL PRIMARY KEY, learner TEXT NOT NULL REFERENCES learners (id), exercise TEXT NOT NULL, received TEXT NOT NULL,
    sha256 TEXT NOT NULL, origin TEXT NOT NULL, refused TEXT NOT NULL);
CREATE TABLE results (submission TEXT NOT NULL REFERENCES submissions (id), exercise TEXT NOT NULL, grader TEXT NOT NULL, status TEXT NOT NULL,
    earned INTEGER NOT NULL, possible INTEGER NOT NULL, seconds FLOAT NOT NULL, seed INTEGER NOT NULL, confinement TEXT NOT NULL, graded TEXT NOT NULL,
    parts TEXT NOT NULL, findings TEXT NOT NULL, PRIMARY KEY (submission, exercise, grader));
CREATE TABLE regrades (id INTEGER NOT NULL PRIMARY KEY, applied TEXT NOT NULL, exercise TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
    reason TEXT NOT NULL, undone TEXT NOT NULL);
CREATE TABLE marks (id INTEGER NOT NULL PRIMARY KEY, submission TEXT NOT NULL, item TEXT NOT NULL, marker TEXT NOT NULL, score FLOAT NOT NULL,
    of FLOAT NOT NULL, comment TEXT NOT NULL, "when" TEXT NOT NULL);
INSERT INTO meta VALUES ('schema', '1');
INSERT INTO learners VALUES ('ada', 'Ada', '');
INSERT INTO submissions VALUES ('s1', 'ada', 'doubling', '2026-01-01T00:00:00+00:00', '00', 'ada/doubling.py', '');
INSERT INTO results VALUES ('s1', 'doubling', 'v1', 'graded', 2, 3, 0.1, 7, 'bubblewrap', '2026-01-01T00:00:01+00:00', '{"twice": "passed"}', '[{"check": "a"}]');
INSERT INTO results VALUES ('s1', 'doubling', 'v0', 'crashed', 0, 3, 0.1, 7, 'bubblewrap', '2025-01-01T00:00:01+00:00', '{}',
    '[{"evidence": {"message": "ModuleNotFoundError: No module named ''mine''"}}]');
"""


@pytest.mark.parametrize("half", [False, True])
def test_a_gradebook_of_the_schema_before_is_brought_up_to_date_and_loses_nothing(tmp_path: Path, half) -> None:
    """Also one whose bringing up to date was interrupted, and by two at once."""
    with sqlite3.connect(tmp_path / "gradebook.db") as old:
        old.executescript(OLD + ("ALTER TABLE results ADD COLUMN brought TEXT DEFAULT '[]' NOT NULL;" if half else ""))
    with ThreadPoolExecutor(4) as pool:
        books = list(pool.map(lambda _: Gradebook.of_folder(tmp_path), range(4)))
    book = books[0]
    assert book.handed_in() == [FILE] and [o for o in book.outcomes() if o.grader == "v1"] == [FOUND] and book.people() == [ADA]
    assert book.hand_in([replace(FILE, id="s2", folder="11")]) == 1 and book.handed_in()[1].folder == "11"
    assert book.judged() == {("s1", "doubling", "v1")}, "what could not import its learner's own then is graded by the next run"
    assert book.record([replace(FOUND, grader="v0", brought=(("halving", "22"),))]) == 1 and book.brought() == {("s1", "doubling"): (("halving", "22"),)}
    with book.engine.connect() as connection:
        assert connection.execute(sql.select(meta.c.value)).scalar() == "2"
    for one in books:
        one.close()


def test_what_asks_for_something_is_known_with_what_there_was(book) -> None:
    asking = replace(FOUND, status="not_graded", asks="hand in halving.py", brought=(("halving", "22"),))
    book.record([asking])
    assert book.asking() == {("s1", "doubling", "v1"): (("halving", "22"),)} and book.judged() == set()
    book.record([FOUND])
    assert book.asking() == {} and book.outcomes() == [FOUND]


def test_a_database_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="does not answer") as told:
        Gradebook(f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.db'}")
    assert "Traceback" not in str(told.value)


@pytest.mark.parametrize(("verdicts", "status"), [
    (["passed", "failed"], "graded"), (["failed", "failed"], "graded"), (["broken", "broken"], "crashed"), (["timed_out", "failed"], "timed_out"),
    (["timed_out", "passed"], "graded"), (["passed", "grader_fault"], "not_graded"), (["passed", "not_run"], "not_graded"), ([], "not_graded"),
    (["skipped"], "not_graded"), (["unattempted"], "graded")])
def test_zero_crashed_timed_out_and_not_graded_are_different(verdicts, status) -> None:
    findings = tuple(Finding(f"c{n}", "p", "", v) for n, v in enumerate(verdicts))
    assert status_of(Result("x", "plain", 0, 0.0, (), findings)) == status
