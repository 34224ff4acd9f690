"""Mastery is a fold over attempts: never revoked, due when the course grows stricter, barred by what is planned."""
import pytest

from autograder.learner.mastery import Record, Records, Shown, Step, Task, fold, passes, standing, steps

SVD = Task("svd", required=("thin", "full"), optional=("extra",))


def attempt(exercise="svd", course="v1", when="2025", **parts):
    return {"when": when, "exercise": exercise, "course": course, "parts": parts, "seconds": 1.0}


def state(*attempts, task=SVD, course="v1"):
    return standing(task, fold(attempts), course).state


def test_untouched_is_new():
    assert state() == "new"


def test_one_part_of_two_is_started():
    assert state(attempt(thin="passed")) == "started"


def test_parts_may_be_passed_on_different_days():
    assert state(attempt(thin="passed", full="failed"), attempt(full="passed")) == "mastered"


def test_an_optional_part_is_not_needed():
    assert state(attempt(thin="passed", full="passed", extra="failed")) == "mastered"


def test_a_later_failure_takes_nothing_away():
    assert state(attempt(thin="passed", full="passed"), attempt(thin="failed", full="broken")) == "mastered"


def test_the_same_file_run_once_more_is_no_new_try():
    def of(content, verdict="failed"):
        return attempt(thin=verdict) | {"content": {"thin": content}}
    assert fold([of("a"), of("a"), of("a", "broken")]).of("svd", "thin").tries == 1
    assert fold([of("a"), of("b"), of("b"), of("c", "passed")]).of("svd", "thin").tries == 3
    assert fold([attempt(thin="failed"), attempt(thin="failed")]).of("svd", "thin").tries == 2      # of an old ledger, which does not say


def test_a_stricter_course_makes_it_due():
    assert state(attempt(thin="passed", full="passed"), course="v2") == "due"


def test_passing_the_stricter_course_settles_it():
    assert state(attempt(thin="passed", full="passed"), attempt(course="v2", thin="passed", full="passed"), course="v2") == "mastered"


def test_failing_the_stricter_course_leaves_it_due():
    assert state(attempt(thin="passed", full="passed"), attempt(course="v2", thin="failed", full="passed"), course="v2") == "due"


@pytest.mark.parametrize("verdict", ["skipped", "unattempted", "not_run", "not_built", "grader_fault"])
def test_what_says_nothing_of_the_learner_changes_nothing(verdict):
    assert fold([attempt(thin=verdict)]) == fold([])


def test_a_planned_part_bars_mastery_only():
    task = Task("svd", required=("thin",), unbuilt=("by_hand",))
    passed = fold([attempt(thin="passed")])
    assert standing(task, passed).state == "passed" and standing(task, passed).is_done
    assert not passes(passed, {"svd": task}.get)("svd") and passes(passed, {"svd": task}.get)("svd#thin")


def test_a_planned_exercise_is_not_built_and_never_passed():
    task = Task("dream", unbuilt=("whole",))
    assert standing(task, fold([])).state == "not_built" and not passes(fold([]), {"dream": task}.get)("dream")


def test_the_next_steps_follow_the_course():
    assert steps([(Task("a", required=("x", "y")), None), (Task("b", required=("z",)), None)], fold([attempt("a", x="passed")])) == [
        Step("a", "y"), Step("b", "z")]


def test_what_it_builds_on_comes_first():
    late, early = Task("late", after=("early#x",), required=("z",)), Task("early", required=("x",))
    assert [s.exercise for s in steps([(late, None), (early, None)], fold([]))] == ["early", "late"]


def test_a_circle_of_prerequisites_ends():
    a, b = Task("a", after=("b",), required=("x",)), Task("b", after=("a",), required=("y",))
    assert len(steps([(a, None), (b, None)], fold([]))) == 2


def test_a_node_may_ask_for_one_part_only():
    assert steps([(SVD, "full"), (SVD, "full")], fold([])) == [Step("svd", "full")]


def test_a_derivation_that_comes_first_bars_mastery_and_locks_nothing():
    task = Task("ols", required=("fit",), derived=(("normal-equations", "chain"), ("normal-equations", "solution")))
    passed = {("ols", "fit"): Record(1, "passed", True)}
    stands = standing(task, Records(passed))
    assert (stands.state, stands.is_done, stands.underived) == ("passed", True, ("normal-equations#chain", "normal-equations#solution"))
    passed |= {("normal-equations", p): Record(1, "passed", True) for p in ("chain", "solution")}
    assert standing(task, Records(passed)).state == "mastered"


def seen(part="thin"):
    return {"kind": "answer", "when": "2025", "exercise": "svd", "part": part}


def marked(mark, sitting, **parts):
    return attempt(**parts) | {"kind": "attempt", mark: sitting}


def begun(review, whole):
    return {"kind": "review", "when": "2025", "review": review, "event": "begun", "exercise": "svd", "part": "thin", "whole": whole}


def test_what_passed_with_the_answer_open_waits_for_an_empty_copy():
    lines = [seen(), attempt(thin="passed", full="passed")]
    assert state(*lines) == "passed" and not passes(fold(lines), {"svd": SVD}.get)("svd")
    assert standing(SVD, fold(lines)).is_done and standing(SVD, fold(lines)).seen == ("thin",)
    assert state(*lines, attempt(thin="passed")) == "passed"
    assert state(*lines, begun("r", False), marked("review", "r", thin="passed")) == "passed"
    assert state(*lines, begun("r", True), marked("review", "r", thin="passed")) == "mastered"
    assert state(*lines, marked("exam", "e", thin="passed")) == "mastered"


def test_an_answer_opened_afterwards_takes_nothing_away():
    assert state(attempt(thin="passed", full="passed"), seen()) == "mastered"


def test_what_fails_on_a_copy_takes_nothing_away():
    passed = [attempt(thin="passed")]
    for mark in ("exam", "review", "late"):
        assert fold([*passed, marked(mark, "s", thin="failed")]).parts == fold(passed).parts


def test_an_exam_shows_what_was_passed_in_one_sitting():
    halves = fold([marked("exam", "a", thin="passed"), marked("exam", "b", full="passed")])
    whole = fold([marked("exam", "a", thin="passed"), marked("exam", "a", full="passed"), marked("exam", "b", full="passed")])
    find = {"svd": SVD}.get
    assert not Shown(halves, find).exams("svd") and Shown(halves, find).exams("svd#full")
    assert Shown(whole, find).exams("svd") and Shown(whole, find).instances("svd#full", True) == 2 and passes(whole, find)("svd")
    assert not Shown(fold([marked("late", "a", thin="passed", full="passed")]), find).exams("svd")
    assert not Shown(whole, {"svd": Task("svd", required=("thin", "full"), unbuilt=("more",))}.get).exams("svd")


def test_instances_are_files_begun_empty_and_ones_own():
    records = fold([attempt(thin="passed"), attempt(thin="passed"), begun("r", True), marked("review", "r", thin="passed"),
                    begun("s", False), marked("review", "s", thin="passed")])
    assert Shown(records, {"svd": SVD}.get).instances("svd#thin", False) == 2
    assert Shown(records, {"svd": SVD}.get).instances("svd#thin", True) == 0


def noted(factor, seeds):
    return attempt(thin="passed", full="passed") | {"facts": {"thin": {"factor": factor, "seeds": seeds}}}


@pytest.mark.parametrize(("attempts", "distinct", "seeds", "have"), [
    ([], "", 0, 0),
    ([attempt(thin="passed", full="passed")], "", 0, 1),
    ([attempt(thin="passed", full="passed")], "factor", 0, 0),
    ([noted("width", 3), noted("width", 5), noted("depth", 3)], "factor", 3, 2),
    ([noted("width", 3), noted("depth", 2)], "factor", 3, 1),
    ([noted("width", 3), noted("width", 3)], "", 3, 1),
    ([noted("width", 3) | {"parts": {"thin": "failed", "full": "passed"}}], "factor", 3, 0),
    ([noted("width", "many")], "factor", 3, 0)])
def test_submissions_are_counted_by_what_their_checks_noted(attempts, distinct, seeds, have):
    assert Shown(fold(attempts), {"svd": SVD}.get).submissions("svd", distinct, seeds) == have
