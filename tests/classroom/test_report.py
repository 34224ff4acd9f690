"""A class on the terminal, as a page, as a table, as data, and live on the dashboard: the same everywhere, and nobody's name is markup."""
import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("jinja2", reason="pip install 'groundwork[dashboard]'")

from autograder.classroom.companions import keep
from autograder.classroom.gradebook import Gradebook, Handed, Learner, Mark, Outcome
from autograder.classroom.jobs import version
from autograder.classroom.plan import read_class
from autograder.classroom.report import report
from autograder.classroom.store import store
from autograder.cli.class_report import report as command
from autograder.dashboard.classes import Classroom, report_page
from tests.classroom.test_similarity import ANN, BEN, CAT, disguised, prose
from tests.needs import chromium

AXE = Path(__file__).parents[1] / "dashboard" / "vendor" / "axe-core" / "axe.min.js"
EXERCISE = "log-sum-exp-softmax"
EVIL = "<script>alert('x')</script>"
WHEN = "2027-03-01T10:00:00+00:00"
TEXTS = {"ada": ANN, "bob": disguised(ANN), "bob2": BEN, "eve": CAT}


@pytest.fixture
def folder(given, book):
    """Two who share much, one who wrote apart, one whose program crashes and whose name is markup, and one who handed nothing in."""
    (given.folder / "class.yaml").write_text(f"title: Class {EVIL}\nexercises: [{EXERCISE}]\nrubric: {{{EXERCISE}: {{clarity: 4}}}}\n")
    (given.folder / "roster.csv").write_text(f'id,name\nada,Ada\nbob,Bob\nbob2,Bob Two\neve,"{EVIL}"\nnone,Nobody\n')
    now = read_class(given.folder)
    book.enroll(now.learners)
    for who, text in TEXTS.items():
        book.hand_in([Handed(who, who, EXERCISE, WHEN, store(now, text.encode()), f"{who}/x.py")])
        crashed = who == "eve"
        findings = tuple({"check": c, "claim": f"It {c} {EVIL}.", "verdict": "broken" if crashed else v, "worth": 1,
                          "diagnosis": {"title": f"forgets {EVIL}", "sentence": EVIL} if v == "failed" and not crashed else None}
                         for c, v in (("adds", "passed"), ("sums", "failed" if who == "bob" else "passed")))
        earned = 0 if crashed else 1 if who == "bob" else 2
        book.record([Outcome(who, EXERCISE, version(now, EXERCISE), "crashed" if crashed else "graded", earned, 2, .25, 1, "plain", WHEN, {}, findings)])
    book.mark([Mark("ada", "clarity", "mia", 3, 4, EVIL, WHEN)])
    return given.folder


def told(folder, **options):
    given = read_class(folder)
    book = Gradebook.of_folder(folder)
    try:
        return report(given, book, **options)
    finally:
        book.close()


def test_everything_is_in_the_report_and_states_are_apart(folder) -> None:
    plain = json.loads(json.dumps(told(folder, with_pairs=True).plain()))
    assert plain["exercises"][0]["states"] == {"graded": 3, "crashed": 1, "not_submitted": 1}
    assert {p["id"]: p["cells"][0]["score"] for p in plain["people"]} == {"ada": 1, "bob": .5, "bob2": 1, "eve": None, "none": None}
    assert plain["people"][0]["cells"][0]["marks"][0]["score"] == 3 and plain["to_mark"] == 3 and plain["repaired"] == []
    assert [(s["learner"], s["why"]) for s in plain["stuck"]] == [("eve", "the file does not run")]
    assert [m["learners"] for m in plain["misconceptions"]] == [["bob"]]
    assert [p["learners"] for p in plain["similar"]] == [["ada", "bob"]] and plain["similar"][0]["score"] > .8
    assert told(folder).plain()["similar"] is None


def test_the_page_stands_alone_and_escapes_what_strangers_wrote(folder) -> None:
    page = report_page(told(folder, with_pairs=True))
    assert "<script" not in page and "&lt;script&gt;" in page and 'href="' not in page and "src=" not in page and "@import" not in page
    for words in ("not submitted", "crashed", "Worth a look", "clarity 3/4, mia", "the file does not run", "Ada and Bob"):
        assert words in page
    for accusing in ("plagiar", "cheat", "copied", "suspicio"):
        assert accusing not in page.lower()
    assert page.count("<mark>") > 10


def test_the_folder_stands_in_the_report_and_is_compared(folder) -> None:
    """Of two whose reports share their words; what a repository holds of itself is nobody's work."""
    given = read_class(folder)
    with Gradebook.of_folder(folder) as book:
        for who, text in (("bob2", prose(1)), ("eve", prose(1).upper()), ("ada", prose(2))):
            files = {f"report {EVIL}.md": text.encode(), ".git/objects/11/22": b"x" * 9000, "figure.png": b"\x89PNG\0" + prose(4).encode()}
            book.hand_in([Handed(f"{who}-2", who, EXERCISE, "2027-03-02T10:00:00+00:00", store(given, TEXTS[who].encode()), f"{who}/x.py", "", keep(given, files))])
    found = told(folder, with_pairs=True)
    plain = json.loads(json.dumps(found.plain()))
    assert plain["people"][0]["cells"][0]["files"] == ["figure.png", f"report {EVIL}.md"]
    assert [(p["learners"], p["of"]) for p in plain["similar"] if p["of"]] == [(["bob2", "eve"], "its texts")]
    page = report_page(found)
    assert "with 2 files" in page and "Bob Two and" in page and f"{EXERCISE}, its texts" in page and EVIL not in page


def test_the_table_is_a_row_a_check_and_harmless(folder) -> None:
    rows = list(csv.reader(io.StringIO(told(folder).table())))
    assert rows[0][:2] == ["exercise", "check"] and [(r[1], r[3], r[4]) for r in rows[1:]] == [("adds", "3", "3"), ("sums", "3", "2")]
    assert rows[1][6] == "" and rows[2][5] == "0.6667"


def test_the_command_tells_and_writes(folder, tmp_path) -> None:
    run = CliRunner().invoke
    said = run(command, [str(folder), "--similar"], standalone_mode=False).output
    assert "1 crashed" in said and "ada and bob" in said and "mean 83" in said and "proves nothing" in said
    run(command, [str(folder), "--html", str(tmp_path / "r.html"), "--csv", str(tmp_path / "r.csv")], standalone_mode=False)
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>") and (tmp_path / "r.csv").read_text().startswith("exercise,")
    assert json.loads(run(command, [str(folder), "--json"], standalone_mode=False).output)["title"].startswith("Class")


def test_an_empty_class_is_a_page_too(given, book) -> None:
    empty = report(replace(given, learners=(Learner("ada", ""),)), book, with_pairs=True)
    page = report_page(empty)
    assert "none yet" in page and "Nobody seems stuck" in page and "No two programs" in page


@chromium
@pytest.mark.parametrize("mode", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 844}, "is_mobile": True}], ids=["light", "dark", "phone"])
def test_the_page_in_a_browser_breaks_no_rule_of_access_and_fits(folder, tmp_path, browser, mode) -> None:
    (tmp_path / "r.html").write_text(report_page(told(folder, with_pairs=True)), "utf-8")
    context = browser.new_context(bypass_csp=True, **mode)
    page = context.new_page()      # the rules are a script, which the page itself allows nobody
    page.goto((tmp_path / "r.html").as_uri())
    for details in page.locator("details").all():
        details.evaluate("one => one.open = true")
    page.add_script_tag(path=str(AXE))
    assert page.evaluate("async () => (await axe.run()).violations.map(v => [v.id, v.nodes[0].html])") == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert len(set(page.locator("#similar figure").evaluate_all("all => all.map(one => one.offsetTop)"))) == (2 if "is_mobile" in mode else 1)
    context.close()


@pytest.fixture
def client(folder, tmp_path):
    pytest.importorskip("httpx", reason="pip install httpx")
    from starlette.testclient import TestClient

    from autograder.dashboard.app import app
    from autograder.learner.workspace import Workspace, begin
    work = Workspace(tmp_path / "work")
    begin(work)
    host = "127.0.0.1:8585"
    return TestClient(app(work, [host], Classroom(folder)), base_url=f"http://{host}", follow_redirects=False)


def test_the_dashboard_shows_the_class_live(client, folder, book) -> None:
    page = client.get("/class").text
    assert "Worth a look" in page and "<script>alert" not in page and 'aria-current="page">Class' in page and 'style="' not in page
    assert 'href="/class"' in client.get("/").text
    classroom = Classroom(folder)
    before, first = classroom.stamp(), classroom.page()
    assert classroom.page().facts["report"] is first.facts["report"]
    book.mark([Mark("bob", "clarity", "mia", 2, 4)])
    assert classroom.stamp() != before and "clarity 2/4" in client.get("/class").text


def test_every_piece_of_the_live_page_follows(folder, tmp_path) -> None:
    from autograder.dashboard.app import Dashboard
    from autograder.learner.workspace import Workspace, begin
    begin(work := Workspace(tmp_path / "work"))
    dashboard = Dashboard(work, Classroom(folder))
    drawn = dashboard.drawing("/class")
    pieces = dict(drawn.regions)
    whole = dashboard.draw("/class")[1]
    assert drawn.stamp in whole and set(pieces) == {"trouble", "class", "by_exercise", "by_person", "misconceptions", "stuck", "similar"}
    assert all(f'sse-swap="{name}"' in whole for name in pieces)


def test_what_is_wrong_with_a_class_is_said_on_its_page(client, folder) -> None:
    (folder / "class.yaml").write_text("title: [\n")
    answer = client.get("/class")
    assert answer.status_code == 503 and "no YAML" in answer.text and client.get("/").status_code == 200


def test_without_a_class_there_is_no_page_of_one(tmp_path) -> None:
    from starlette.testclient import TestClient

    from autograder.dashboard.app import app
    from autograder.learner.workspace import Workspace, begin
    begin(work := Workspace(tmp_path / "work"))
    client = TestClient(app(work, ["127.0.0.1:8585"]), base_url="http://127.0.0.1:8585")
    assert client.get("/class").status_code == 404 and 'href="/class"' not in client.get("/").text
