"""`grade review`: what was solved is blanked in a copy, graded there, and comes back when it is due."""
import json
from datetime import UTC, datetime, timedelta

import pytest

from autograder.course.stub import stub
from autograder.learner import ledger
from autograder.learner.review import remembered


def lines(desk, kind):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == kind]


def earlier(desk, days):
    """Let all that was done have been done so many days ago."""
    path = desk.work / ".grade" / "attempts.jsonl"
    found = [json.loads(row) for row in path.read_text().splitlines()]
    for line in found:
        line["when"] = (datetime.fromisoformat(line["when"]) - timedelta(days=days)).isoformat(timespec="microseconds")
    path.write_text("".join(json.dumps(line) + "\n" for line in found))


def copy(desk, name="doubling"):
    return desk.work / "reviews" / f"{name}.py"


def fill(desk, answer, name="doubling"):
    copy(desk, name).write_text(copy(desk, name).read_text().replace("    ...\n", f"    {answer}\n"))


@pytest.fixture
def solved(desk):
    desk.write(again="return x + x    # mine")
    desk.grade("doubling")
    return desk


def test_nothing_is_reviewed_before_it_is_passed(desk):
    assert "Nothing to review yet" in desk.grade("review").out
    ran = desk.grade("review", "doubling#twice")
    assert ran.status == 2 and "once it is passed" in ran.err


def test_what_was_passed_today_is_not_due(solved):
    ran = solved.grade("review")
    assert ran.status == 0 and "the next comes on" in ran.out and not copy(solved).exists()


def test_a_solved_function_is_blanked_in_a_copy(solved):
    earlier(solved, 60)
    assert "grade review" in solved.grade().out
    ran = solved.grade("review", "--json")
    review = json.loads(ran.out)["review"]
    text = copy(solved).read_text()
    assert text.count("    ...\n") == 1 and len(review["functions"]) == 1 and review["place"].startswith("work/reviews/doubling.py:")
    assert "..." not in solved.doubling.read_text()
    assert "a review of doubling that you have begun" in solved.grade().out
    again = json.loads(solved.grade("review", "--json").out)
    assert again["review"] == review and len(lines(solved, "review")) == 1    # not written yet: shown again
    fill(solved, "return 2 * x")
    ran = solved.grade("review")
    assert ran.status == 0 and "It holds. The next time on" in ran.out and not copy(solved).exists()
    assert lines(solved, "attempt")[-1]["review"] == lines(solved, "review")[0]["review"]


def test_a_review_that_fails_costs_nothing(solved):
    earlier(solved, 60)
    before = solved.grade("progress").out
    solved.grade("review")
    fill(solved, "return 0")
    ran = solved.grade("review")
    assert ran.status == 1 and "grade review --answer" in ran.out
    assert solved.grade("progress").out == before and solved.grade("doubling").status == 0
    copy(solved).write_text(copy(solved).read_text().replace("return 0", "return x + x"))
    assert solved.grade("review").status == 0


def test_three_a_day_and_then_it_is_enough(solved):
    solved.write(twice="return x / 2", name="halving")
    solved.grade("halving")
    earlier(solved, 60)
    for _ in range(3):
        solved.grade("review")
        solved.grade("review", "--later")
    assert len([line for line in lines(solved, "review") if line["event"] == "begun"]) == 3
    assert "Nothing to review today" in solved.grade("review").out or "Three today are enough" in solved.grade("review").out
    assert solved.grade("review", "halving").status == 0        # by name there is always more


def test_hints_and_the_answer_are_there_for_the_asking(solved):
    solved.grade("review", "doubling#twice")
    fill(solved, "return x ** 2")
    assert "What is twice(1)?" in solved.grade("review", "--hint").out and "And twice(3)?" in solved.grade("review", "--hint").out
    assert [line["stage"] for line in lines(solved, "hint")] == [1, 2]
    ran = solved.grade("review", "--answer")
    assert ran.status == 0 and "# the definition" in ran.out and not copy(solved).exists()
    assert lines(solved, "review")[-1]["outcome"] == "answer" and solved.grade("doubling").status == 0


def test_the_whole_part_where_the_answer_was_seen(desk):
    desk.grade("explain", "halving", "--anyway")
    desk.write(twice="return x / 2", name="halving")
    desk.grade("halving")
    assert json.loads(desk.grade("show", "halving", "--json").out)["state"] == "passed"
    desk.grade("review", "halving")
    fill(desk, "return x / 2", "halving")
    assert "now it is yours" in desk.grade("review").out
    assert json.loads(desk.grade("show", "halving", "--json").out)["state"] == "mastered"


def test_a_copy_that_goes_comes_back(solved):
    solved.grade("review", "doubling#again")
    copy(solved).unlink()
    assert solved.grade("review").status == 0 and "    ...\n" in copy(solved).read_text()


def test_ones_own_file_may_be_in_pieces(solved):
    solved.doubling.write_text("def (")
    ran = solved.grade("review", "doubling#again")
    assert ran.status == 0 and "    ...\n" in copy(solved).read_text()


def test_one_review_at_a_time(solved):
    solved.grade("review", "doubling#again")
    ran = solved.grade("review", "doubling#twice")
    assert ran.status == 2 and "the review of doubling#again is open" in ran.err
    assert solved.grade("review", "--later").status == 0 and solved.grade("review", "--later").status == 2


COUNTS = ("one", "two", "three", "four", "five")


@pytest.fixture
def five(own_course):
    """Five parts that build on nothing, solved, in a place where it is noon: no test of days may run over midnight."""
    answer = '"""Counting\n\n25 min · difficulty 1\n\nUp from a number.\n"""\n' + "".join(
        f'\n\n# %% {name}: by {n}\ndef {name}(x):\n    """x + {n}."""\n    ...\n    return x + {n}\n' for n, name in enumerate(COUNTS, 1))
    checks = "from autograder.checks import assert_equal\n" + "".join(
        f'\n\n# %% {name}: by {n}\ndef test_counts_by_{name}(yours):\n    """Your {name} is x + {n}."""\n    assert_equal(yours.{name}(3), {3 + n})\n'
        for n, name in enumerate(COUNTS, 1))
    for name, text in {"solutions/arithmetic/counting.py": answer, "exercises/arithmetic/counting.py": stub(answer),
                       "exercises/arithmetic/test_counting.py": checks}.items():
        (own_course.course / name).write_text(text)
    week = own_course.course / "curriculum" / "basics" / "week1.yaml"
    week.write_text(week.read_text().replace("tripling]", "tripling, counting]"))
    own_course.environment["TZ"] = f"X{datetime.now(UTC).hour - 12:+d}"
    (own_course.work / "arithmetic").mkdir(parents=True)
    (own_course.work / "arithmetic" / "counting.py").write_text(answer.replace("    ...\n", ""))
    assert own_course.grade("counting").status == 0
    return own_course


def dues(desk):
    known = remembered(ledger.read(desk.work / ".grade" / "attempts.jsonl").lines, lambda id: ())
    return {part: one.due for (_, part), one in known.items()}


def one_review(desk):
    """Do the next review, right at once, and return what was said; nothing may come back sooner for it."""
    name, = json.loads(desk.grade("review", "--json").out)["review"]["functions"]
    fill(desk, f"return x + {COUNTS.index(name) + 1}", "counting")
    before = dues(desk)
    ran = desk.grade("review")
    after = dues(desk)
    assert ran.status == 0 and after[name] > before[name] and all(after[part] >= before[part] for part in before)
    return ran.out


def test_two_days_of_reviews_when_the_clock_has_moved(five):
    assert "Nothing to review today" in five.grade("review").out
    earlier(five, 60)                                       # two months later
    whole = five.grade("progress").out
    assert "3 functions of yours to write again" in five.grade().out
    assert [words in one_review(five) for words in ("2 more today", "1 more today", "It holds")] == [True] * 3
    assert "Three today are enough; 2 more can wait until tomorrow." in five.grade("review").out
    assert "grade review" not in five.grade().out           # nor does it stand in the way of anything else
    assert five.grade("counting").status == 0 and five.grade("progress").out == whole
    earlier(five, 1)                                        # the next day
    assert "2 functions of yours to write again" in five.grade().out
    assert "1 more today" in one_review(five) and "more today" not in one_review(five)
    assert "Nothing to review today; the next comes on" in five.grade("review").out
    assert five.grade("progress").out == whole


def test_what_is_put_off_comes_the_next_day(five):
    earlier(five, 60)
    first = json.loads(five.grade("review", "--json").out)["review"]["functions"]
    five.grade("review", "--later")
    assert json.loads(five.grade("review", "--json").out)["review"]["functions"] != first
    five.grade("review", "--later")
    earlier(five, 1)
    assert "3 functions of yours to write again" in five.grade().out
