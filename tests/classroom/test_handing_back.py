"""What a learner gets back: theirs, all of it, and nobody else's; whatever strangers wrote is text."""
import pytest
from click.testing import CliRunner

from autograder.classroom.gradebook import Handed, Mark, Outcome
from autograder.classroom.handing_back import as_text, handed_back
from autograder.classroom.plan import read_class
from autograder.classroom.standing import standing
from autograder.cli.class_feedback import feedback
from autograder.notebook.feedback import feedback as told

EXERCISE = "log-sum-exp-softmax"
WHEN = "2026-03-01T11:00:00+00:00"


def finding(check, verdict, **evidence):
    return {"check": check, "claim": f"It {check}.", "part": "lse", "verdict": verdict, "worth": 1, "evidence": evidence, "diagnosis": None}


@pytest.fixture
def one(tmp_path, book):
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "class.yaml").write_text(f"title: Linear <b>\nexercises: [{EXERCISE}, sgd-momentum-adam]\ndue: 2026-03-01T10:00:00+00:00\nlate: {{percent: 10}}\n")
    (folder / "roster.csv").write_text("id,name\nada,Ada <script>alert(1)</script>\nbob,Bob\nlou,Lou\n")
    given = read_class(folder)
    book.enroll(given.learners)
    for who, state, found in (("ada", "graded", (finding("adds", "passed"), finding("sums", "failed", call="softmax(x)", got="<img src=x>", expected="1"))),
                              ("bob", "crashed", ({"check": "", "claim": "", "verdict": "broken", "message": "SyntaxError in bob's file"},))):
        book.hand_in([Handed(who * 8, who, EXERCISE, WHEN, "", f"{who}/x.py")])
        book.record([Outcome(who * 8, EXERCISE, "v", state, 1 if state == "graded" else 0, 2, 0.1, 1, "bubblewrap", WHEN, {}, found)])
    book.mark([Mark("ada" * 8, "clarity", "eve", 3, 4, "clear & <i>short</i>")])
    return given


def test_everything_that_is_theirs_is_told(one, book) -> None:
    now = standing(one, book)
    told = as_text(handed_back(one, now, "ada"))
    for words in ("45 of 100", "late: 90 % of 1 of 2 points count", "clarity: 3 of 4", "clear & <i>short</i>", "✓ It adds.", "✗ It sums.", "softmax(x)", "not submitted"):
        assert words in told
    assert "bob" not in told.lower()
    crashed = as_text(handed_back(one, now, "bob"))
    assert "crashed" in crashed and "SyntaxError in bob's file" in crashed and "of 100" not in crashed
    assert handed_back(one, now, "lou").mean == "–"


def test_a_page_a_learner_and_no_script_of_a_stranger(one, book, tmp_path) -> None:
    pytest.importorskip("jinja2", reason="pip install 'groundwork[dashboard]'")

    def ran(*words):
        return CliRunner().invoke(feedback, [str(one.folder), str(tmp_path / "out"), *words], standalone_mode=False)
    (one.folder / "class.yaml").write_text((one.folder / "class.yaml").read_text() + f"gradebook: {book.url}\n")
    assert "2 learners" in ran().output and "1 handed in nothing" in ran().output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["ada.html", "bob.html"]
    page = (tmp_path / "out" / "ada.html").read_text()
    assert "<script" not in page and "<img" not in page and "&lt;img src=x&gt;" in page and "Linear &lt;b&gt;" in page and "Bob" not in page
    assert "1 learner in" in ran("--learner", "ada", "--text").output and "softmax(x)" in (tmp_path / "out" / "ada.txt").read_text()
    assert "did you mean `ada`" in str(ran("--learner", "adda").exception)


def test_a_part_of_one_claim_says_it_once() -> None:
    assert told([finding("adds", "failed", call="f()")]) == "✗ It adds.\n  call      f()"
    assert told([finding("adds", "passed")]) == "✓ It adds."
    assert told([finding("adds", "failed", call="f()"), finding("sums", "passed")]).startswith("✗ It adds.\n✓ It sums.\n\n✗ It adds.")
