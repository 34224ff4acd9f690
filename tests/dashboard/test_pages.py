"""What the pages say, asked without a browser."""
import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from autograder.dashboard.pages import in_rows
from autograder.dashboard.prose import Block, blocks, spans
from autograder.dashboard.today import Today
from autograder.learner import ledger
from autograder.learner.workspace import Workspace

from .conftest import HOST


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def plain(html):
    """Return a page's words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'")


def test_the_first_day_says_what_to_open_and_what_to_type(client, desk):
    text = plain(page(client, "/"))
    assert "Your first day" in text and "work/arithmetic/doubling.py:12" in text and "grade doubling#twice" in text
    assert "grade place" in text
    assert desk.doubling.exists()       # what it says to open can be opened


def test_a_copy_without_answers_offers_no_quiz(client, desk, monkeypatch, tmp_path):
    built = {name: SimpleNamespace(solution=tmp_path / name) for name in ("a", "b")}
    assert not Today(SimpleNamespace(built=built)).has_questions
    (tmp_path / "a").touch()
    assert Today(SimpleNamespace(built=built)).has_questions
    monkeypatch.setattr(Today, "has_questions", False)
    text = plain(page(client, "/"))
    assert "Your first day" in text and "grade place" not in text


def test_today_follows_what_is_graded(client, desk):
    desk.write(again="...")
    desk.grade("doubling")
    text = plain(page(client, "/"))
    assert "again : by adding" in text and "work/arithmetic/doubling.py:18" in text
    assert "1 of the last 7 days" in text and "0 of 2 exercises that are built" in text


def test_a_part_that_keeps_failing_is_called_stuck(client, desk):
    for wrong in ("return x", "return 3 * x", "return 4 * x", "return 5 * x"):
        desk.write(twice=wrong)
        desk.grade("doubling")
    assert "Doubling 4 tries" in plain(page(client, "/"))
    assert 'class="pill stuck"' in page(client, "/exercise/doubling")


def test_an_exercise_shows_its_failing_call_and_hints_one_by_one(client, desk):
    desk.write(twice="return x ** 2")
    desk.grade("doubling")
    html = page(client, "/exercise/doubling")
    text = plain(html)
    assert "call twice(3)" in text and "expected 6" in text and "yours 9" in text and "Perhaps: squares." in text
    assert "Show hint 1 of 2" in text and "What is twice(1)?" not in text
    form = {"exercise": "doubling", "check": "multiplies", "stage": "1"}
    for _ in range(2):      # a double click reads one hint
        answer = client.post("/hint", data=form, headers={"origin": f"http://{client.base_url.netloc.decode()}"})
        assert answer.status_code == 303 and answer.headers["location"] == "/exercise/doubling#hints"
    text = plain(page(client, "/exercise/doubling"))
    assert "What is twice(1)?" in text and "And twice(3)?" not in text and "The last hint opens once" in text
    assert ledger.hints_read(ledger.read(Workspace(desk.work).ledger), "doubling", "multiplies") == 1


def test_a_failing_call_is_shown_whole_and_its_words_are_set_as_what_they_are(client, desk):
    desk.write(twice="raise ValueError('no `x` here')")
    desk.grade("doubling")
    html = page(client, "/exercise/doubling")
    assert "<code>x</code>" in html and re.search(r'<pre class="[a-z]* ?flows" tabindex="0" aria-label="call">', html)
    assert in_rows("f(\n    np.array([[ 1.5, -3.6],\n              [ 0.6, -0.2]]),\n)")
    assert not in_rows("f(\n    [[2, 1], [3, 4]],\n    [1, 2],\n)") and not in_rows("f(\n    A=[[2, 1], [3, 4]],\n)") and not in_rows("[[1, 2], [3, 4]]")


def test_the_model_answer_stands_beside_the_own_one_once_passed_and_not_before(client, desk):
    desk.write(twice="return x + x    # mine", again="return 0")
    desk.grade("doubling")
    text = plain(page(client, "/exercise/doubling"))
    assert "# mine" in text and "# the definition" in text and "Twice a number is not its square." in text
    assert "return x + x # mine" in text and "The model answer" in text
    assert text.count("The model answer, and why") == 1


def test_what_passed_and_no_longer_holds_is_said_in_words(client, desk):
    said = "You have passed it before, and that stays; as your file stands now, it does not hold."
    desk.write(twice="return x + x", again="return 0")
    desk.grade("doubling")
    assert said not in plain(page(client, "/exercise/doubling"))
    desk.write(twice="return x ** 2", again="return 0")
    desk.grade("doubling")
    assert plain(page(client, "/exercise/doubling")).count(said) == 1


def test_nothing_of_an_answer_is_shown_before_it_is_passed(client):
    text = plain(page(client, "/exercise/doubling"))
    assert "2 * x" not in text and "the definition" not in text and "squares" not in text and "Your twice is 2x." in text


def test_the_kill_rate_counts_known_wrong_answers(client):
    assert "1 wrong answer is known, and 1 named by a check" in plain(page(client, "/exercise/doubling"))


def test_mastery_says_exactly_what_is_missing(client, desk):
    assert "double and halve anything 0/2" in plain(page(client, "/mastery"))
    desk.write(name="halving", twice="return x / 2")
    desk.grade("halving")
    text = plain(page(client, "/mastery"))
    assert "double and halve anything 1/2" in text and "Doubling" in text


def test_a_planned_exercise_has_a_page_that_says_so(client):
    assert "not built yet" in page(client, "/exercise/tripling")


def test_a_track_is_switched(client, desk):
    answer = client.post("/track", data={"track": "side"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 303
    assert Workspace(desk.work).track == "side" and "The side track" in page(client, "/tracks")
    assert client.post("/track", data={"track": "nowhere"}, headers={"sec-fetch-site": "same-origin"}).status_code == 409


@pytest.mark.parametrize("address", ["/exercise/doublin", "/exercise/../../etc/passwd", "/node/basics/week9", "/node/none/week1", "/map/x",
                                     "/nothing"])
def test_an_address_that_is_not_there_says_what_may_have_been_meant(client, address):
    html = page(client, address, 404)
    assert "Not here" in html
    assert "doublin" not in address or "Did you mean doubling" in plain(html)


def test_what_a_learner_wrote_is_text_and_never_markup(client, desk):
    desk.write(twice='return "<script>alert(1)</script>"')
    desk.grade("doubling")
    html = page(client, "/exercise/doubling")
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in page(client, "/exercise/%3Cscript%3Ealert(1)", 404)


def test_a_torn_line_is_said_and_the_rest_counts(client, desk):
    desk.write()
    desk.grade("doubling")
    path = Workspace(desk.work).ledger
    path.write_bytes(path.read_bytes() + b'{"v": 1, "kind": "att')
    text = plain(page(client, "/"))
    assert "line 2 cannot be read" in text and "1 of 2 exercises that are built" in text


def test_a_ledger_of_a_newer_version_is_left_alone(client, desk):
    desk.write(twice="return x ** 2")
    desk.grade("doubling")
    path = Workspace(desk.work).ledger
    before = path.read_bytes() + json.dumps({"v": 2, "kind": "attempt", "when": "2099"}).encode() + b"\n"
    path.write_bytes(before)
    assert "newer version" in page(client, "/") and "newer version" in page(client, "/exercise/doubling")
    answer = client.post("/hint", data={"exercise": "doubling", "check": "multiplies", "stage": "1"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 409 and "newer version" in answer.text and path.read_bytes() == before


def test_a_workspace_that_was_moved_is_said_and_never_made_anew(client, desk):
    desk.write(twice="return x ** 2")
    desk.grade("doubling")
    desk.work.rename(desk.work.with_name("elsewhere"))
    for address in ("/", "/exercise/doubling", "/map", "/mastery", "/tracks"):
        assert "is no longer there" in page(client, address)
    for address, form in (("/track", {"track": "side"}), ("/hint", {"exercise": "doubling", "check": "multiplies", "stage": "1"})):
        assert client.post(address, data=form, headers={"sec-fetch-site": "same-origin"}).status_code in (303, 409)
    assert not desk.work.exists()
    desk.work.with_name("elsewhere").rename(desk.work)
    assert "is no longer there" not in page(client, "/")


def test_a_fault_of_the_dashboard_is_a_page_and_is_written_down(client, desk, monkeypatch):
    monkeypatch.setattr("autograder.dashboard.pages.course_map", lambda *given: 1 / 0)
    html = page(client, "/map", 500)
    assert "Nothing of yours is lost" in html and "ZeroDivisionError" in Workspace(desk.work).fault.read_text()


@pytest.mark.parametrize("headers", [{"host": "evil.example:8585"}, {"host": "127.0.0.1:9999"}, {"host": "127.0.0.1"}, {"host": ""}])
def test_a_foreign_host_is_refused(client, headers):
    answer = client.get("/", headers=headers)
    assert answer.status_code == 403 and "Doubling" not in answer.text


@pytest.mark.parametrize("headers", [
    {"origin": "http://evil.example"}, {"origin": "null"}, {}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "http://127.0.0.1:8585", "sec-fetch-site": "cross-site"}, {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
    {"origin": "http://127.0.0.1:9000"}, {"origin": "https://127.0.0.1:8585"}])
def test_a_request_of_another_site_changes_nothing(client, desk, headers):
    assert client.post("/track", data={"track": "side"}, headers=headers).status_code == 403
    assert Workspace(desk.work).track is None


def test_pages_forbid_inline_scripts_and_hold_none(client):
    for address in ("/", "/map", "/exercise/doubling", "/tracks", "/mastery", "/node/basics/week1", "/nowhere"):
        answer = client.get(address)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy and "default-src 'none'" in policy
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|<style|\sstyle=", answer.text), address
        assert not re.search(r"""(src|href|action)=["'](https?:)?//""", answer.text), address


def test_assets_are_kept_by_the_browser_and_pages_are_not(client):
    html = client.get("/")
    assert html.headers["cache-control"] == "no-store"
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', html.text):
        answer = client.get(address)
        assert answer.status_code == 200 and "immutable" in answer.headers["cache-control"], address
    assert client.get("/static/../app.py").status_code == 404


def test_a_statement_is_paragraphs_and_formulas():
    text = "Two lines\nof one paragraph:\n\n    a = b\n\n    c\n\nand `code` in it."
    assert blocks(text) == [Block("prose", "Two lines of one paragraph:"), Block("formula", "a = b\nc"), Block("prose", "and `code` in it.")]
    assert spans("and `code` in it") == [("and ", False), ("code", True), (" in it", False)]


def test_a_broken_derivation_shows_every_line_up_to_the_one_that_fails(client, broken_derivation):
    html = page(client, "/exercise/doubling")
    text = plain(html)
    assert html.count('<span class="tex"') == 3 and 'data-tex="\\sum_{k = 1}^{K} p_{k}"' in html and "Σₖ pₖ" in text
    assert "p[k] + 1" in text and "does not follow from the line above" in text and "at k = 1: above 2, yours 3" in text


def test_what_was_passed_long_ago_is_worth_a_second_look(client, desk):
    desk.write()
    desk.grade("doubling")
    path = Workspace(desk.work).ledger
    path.write_text(re.sub(r'"when":"\d{4}', '"when":"2020', path.read_text()))
    text = plain(page(client, "/"))
    assert "Doubling: twice" in text and "grade review" in text and "Three at most a day" in text


def test_while_an_exam_runs_there_are_no_hints_and_no_answers(client, desk):
    desk.write(twice="return x ** 2")
    desk.grade("doubling")
    from autograder.learner.exam import Sitting, begun
    now = datetime.now(UTC)
    ledger.append(Workspace(desk.work).ledger, begun(Sitting("s1", "basics/doubles", ("doubling",), 1, now, 30)))
    text = plain(page(client, "/exercise/doubling"))
    assert "no hints and no answers meanwhile" in text and "Show hint" not in text and "The model answer" not in text
    today = plain(page(client, "/"))
    assert "An exam is running until" in today and re.search(r"where, says\s+grade exam\b", today) and "grade exam --hand-in" in today
    answer = client.post("/hint", data={"exercise": "doubling", "check": "multiplies", "stage": "1"}, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == 409 and ledger.hints_read(ledger.read(Workspace(desk.work).ledger), "doubling", "multiplies") == 0


def test_what_passed_with_its_answer_open_asks_for_an_empty_copy(client, desk):
    ledger.append(Workspace(desk.work).ledger, ledger.answer_opened("doubling", "twice"))
    desk.write()
    desk.grade("doubling")
    text = plain(page(client, "/exercise/doubling"))
    assert "twice passed with its answer open" in text and "grade review doubling#twice" in text


THOUGHTS = {"derivation": "I multiplied the number by itself, so that 3 becomes 9 and 2 becomes 4.",
            "reasoning": "For the number two both agree, therefore I thought that it is the same thing.",
            "failure": "The check calls twice(3) and asks for 6, while mine returns 9 on that call."}


def test_the_last_hint_opens_with_the_journal(client, desk):
    desk.write(twice="return x ** 2")
    desk.grade("doubling")
    here = {"origin": f"http://{client.base_url.netloc.decode()}"}
    client.post("/hint", data={"exercise": "doubling", "check": "multiplies", "stage": "1"}, headers=here)
    assert "What did you derive" in plain(page(client, "/exercise/doubling"))
    client.post("/hint", data={"exercise": "doubling", "check": "multiplies", "stage": "2"}, headers=here)
    assert "And twice(3)?" not in page(client, "/exercise/doubling")
    form = {"exercise": "doubling", "part": "twice"}
    assert client.post("/journal", data=form | THOUGHTS | {"failure": "?"}, headers=here).status_code == 409
    assert client.post("/journal", data=form | THOUGHTS, headers=here).status_code == 303
    assert "Show hint 2 of 2" in plain(page(client, "/exercise/doubling"))


def test_what_is_declared_is_shown_as_declared(client, desk):
    desk.grade("declare", "doubling", "--ai", "parts", "--note", "<b>the loop</b>")
    html = page(client, "/exercise/doubling")
    assert "Declared by you, checked by nobody: some lines were written by an AI, and I understand them (&lt;b&gt;the loop&lt;/b&gt;)." in html


def test_a_derivation_that_holds_is_shown_line_by_line(broken_derivation, client, desk):
    known = desk.work / ".grade" / "findings" / "doubling.json"
    known.write_text(known.read_text().replace('"failed"', '"passed"'))
    html = page(client, "/exercise/doubling")
    assert "Your derivation, line by line" in html and html.count('data-tex="') == 3


def test_the_last_drawn_launch_stands_on_its_page(client, desk):
    assert "/trace/" not in page(client, "/exercise/doubling") and client.get("/trace/doubling").status_code == 404
    drawn = desk.work / ".grade" / "traces" / "doubling.svg"
    drawn.parent.mkdir(parents=True, exist_ok=True)
    drawn.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert "/trace/doubling?" in page(client, "/exercise/doubling")
    answer = client.get("/trace/doubling")
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/svg+xml" and client.get("/trace/..%2F..%2Fx").status_code == 404


OWN = {"origin": f"http://{HOST}"}


@pytest.mark.parametrize("stage", ["9" * 5000, "²", "-1", "1e3", ""])
def test_a_hint_of_no_stage_is_none(client, desk, stage):
    desk.write(twice="return x")
    desk.grade("doubling")
    answer = client.post("/hint", data={"exercise": "doubling", "check": "multiplies", "stage": stage}, headers=OWN)
    assert answer.status_code == 303 and '"hint"' not in (desk.work / ".grade" / "attempts.jsonl").read_text()


def test_what_is_too_long_for_a_form_is_said_and_nothing_is_written(client, desk):
    answer = client.post("/journal", data={"exercise": "doubling", "derivation": "x" * 100_000}, headers=OWN)
    assert answer.status_code == 409 and "more than the 64 KiB" in answer.text and not (desk.work / ".grade" / "attempts.jsonl").exists()


def test_a_fault_on_a_change_is_a_page_too(client, monkeypatch):
    from autograder.dashboard import app
    monkeypatch.setattr(app, "choose", None)
    answer = client.post("/track", data={"track": "side"}, headers=OWN)
    assert answer.status_code == 500 and "The dashboard itself failed" in answer.text and "Traceback" not in answer.text


@pytest.mark.parametrize("data, said", [(b"def test_one(yours:\n", "no Python"), (b"x = 1\ny = '\xff'\n", "not UTF-8")])
def test_claims_that_cannot_be_read_are_told_with_their_line(tmp_path, data, said):
    from autograder.course.exercises import Exercise
    from autograder.dashboard.exercise import claims
    from autograder.errors import CourseError
    exercise = Exercise(tmp_path, "area", "one")
    exercise.checks.parent.mkdir(parents=True)
    exercise.checks.write_bytes(data)
    with pytest.raises(CourseError, match=said) as caught:
        claims(exercise)
    assert caught.value.path == exercise.checks and caught.value.line
