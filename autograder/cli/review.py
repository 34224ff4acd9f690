"""`grade review`: a function you have solved, blanked again; it never blocks anything."""
import random
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..course import places
from ..course.exercises import Exercise
from ..errors import UsageError
from ..learner import copies, ledger
from ..learner.mastery import fold
from ..learner.practice import Practice
from ..learner.review import Review, begun, ended, open_review, problem_is_next, remembered
from ..learner.workspace import read
from ..model import Result
from ..report.naming import line_of, typed
from ..report.terminal import nexts, to_look_at
from . import review_problem
from .desk import Desk, as_json
from .explain import model
from .names import a_name, exercise_and_part
from .review_due import more_today, what_waits
from .screens import Claims, day, ending
from .status import COURSE, NOT_YET, PASSED, SURROUNDINGS
from .stuck import without_exam

if TYPE_CHECKING:
    from ..problems.program import Posed

A_SHORT_ONE = 10    # minutes: a longer problem is no review


@click.command()
@a_name(required=False)
@click.option("--hint", "wants_hint", is_flag=True, help="The next hint of the check that fails; the part then comes back sooner.")
@click.option("--answer", "wants_answer", is_flag=True, help="Open the answer; the part comes back in a day or so.")
@click.option("--later", is_flag=True, help="Not today.")
@as_json
def review(what: str | None, wants_hint: bool, wants_answer: bool, later: bool, as_json: bool) -> int:
    """Write again what you have solved: a function blanked in a copy, at most three a day, the least remembered first.

    Where a fresh problem goes with it, that comes first, and the function the next time.

    \b
    grade review               begin the next one, or grade the one you have begun
    grade review ID#PART       that part, due or not
    grade review --later       not today; nothing waits for it

    Your own files and all you have passed stay as they are.
    """
    desk = Desk(as_json)
    with Practice(desk.workspace) as practice:
        status = Reviewing(desk, practice).run(what, wants_hint, wants_answer, later)
        desk.warn(practice.unrecorded)
        return SURROUNDINGS if practice.unrecorded else status


@dataclass
class Reviewing:
    """A learner at a review."""
    desk: Desk
    practice: Practice

    def run(self, what: str | None, wants_hint: bool, wants_answer: bool, later: bool) -> int:
        running = open_review(self.desk.reading.lines)
        if running and running.exercise not in self.desk.built:
            running = None    # the course has lost it meanwhile
        if running is None and (wants_hint or wants_answer or later):
            raise UsageError("no review is open; `grade review` begins one")
        if what is not None:
            exercise, part = exercise_and_part(what, self.desk)
            if not running or running.exercise != exercise.id or part not in (None, running.part):
                return self._by_name(exercise, part, running)
        if running is None:
            return self._next()
        without_exam(self.desk.built[running.exercise], self.practice.reading)
        if running.is_problem and not later:
            return review_problem.Reviewed(self.desk, self.practice, running).run(wants_hint, wants_answer)
        if later:
            return self._end(running, "later", f"{self._name(running)} is put off until tomorrow")
        if wants_answer:
            return self._answer(running)
        return self._go_on(running, wants_hint)

    def _name(self, review: Review) -> str:
        return typed(self.desk.built[review.exercise], review.part)

    def _path(self, review: Review) -> Path:
        if review.is_problem:
            return review_problem.path(self.desk, review)
        return places.reviews(self.desk.workspace.root) / self.desk.built[review.exercise].file_name

    def _by_name(self, exercise: Exercise, part: str | None, running: Review | None) -> int:
        if running:
            raise UsageError(f"the review of {self._name(running)} is open: `grade review` goes on with it, `grade review --later` puts it off")
        passed = [p.name for p in exercise.parts if part in (None, p.name) and self.desk.records.of(exercise.id, p.name).passed]
        if not passed:
            raise UsageError(f"{exercise.id}{'#' + part if part else ''} is reviewed once it is passed: `grade {exercise.id}` tells how far it is")
        known = remembered(self.desk.reading.lines, lambda id: ())
        now = datetime.now(UTC)
        seen = [p for p in passed if self.desk.records.of(exercise.id, p).is_seen]
        chosen = min(seen or passed, key=lambda p: known[exercise.id, p].recall(now) if (exercise.id, p) in known else 1.0)
        return self._begin(exercise, chosen, is_asked=True)

    def _next(self) -> int:
        found = what_waits(self.desk)
        if found.due and found.left_today:
            return self._begin(self.desk.built[found.due[0].exercise], found.due[0].part)
        if found.due:
            words = f"Three today are enough; {len(found.due)} more can wait until tomorrow."
        elif found.next:
            words = f"Nothing to review today; the next comes on {day(found.next)}."
        else:
            words = "Nothing to review yet: what you pass comes back here, before you forget it."
        self.desk.say([*self.desk.ink.paragraph(words), "", *nexts([("grade", "what is next")], self.desk.ink)])
        self.desk.data({"review": None, "due": len(found.due), "next": found.next.isoformat() if found.next else None})
        return PASSED

    def _begin(self, exercise: Exercise, part: str, is_asked: bool = False) -> int:
        without_exam(exercise, self.practice.reading)
        seed = secrets.randbelow(1 << 31)
        if self.practice.may_append and (posed := self._problem(exercise, part, seed)):
            return review_problem.begin(self.desk, self.practice, exercise, part, posed, seed, is_asked)
        text, functions, is_whole = self._copy(exercise, part, seed)
        review = Review(secrets.token_hex(6), exercise.id, part, functions, seed, datetime.now(UTC), is_asked, is_whole)
        if self.practice.may_append:
            copies.lay_out(self.desk.workspace, self._path(review), text)
            self.practice.remember(begun(review))
        return PASSED if self.practice.unrecorded else self._say(review)

    def _problem(self, exercise: Exercise, part: str, seed: int) -> "Posed | None":
        """Return a fresh problem, where one goes with the part and it is its turn; whose answer was seen is written again itself."""
        from ..problems.asked import minutes
        if not 0 < minutes(exercise, part) <= A_SHORT_ONE or self.desk.records.of(exercise.id, part).is_seen:
            return None
        from ..problems.asked import drawn
        return drawn(exercise, part, seed) if problem_is_next(self.practice.reading.lines, exercise.id, part) else None

    def _copy(self, exercise: Exercise, part: str, seed: int) -> tuple[str, tuple[str, ...], bool]:
        """Return the learner's file with one function of the part blanked, or all of them where its answer was seen, and their names."""
        theirs = copies.own_text(self.desk.workspace, exercise)
        here = tuple(name for name in exercise.blanks if exercise.homes.get(name.partition(".")[0]) == part)
        if here and not self.desk.records.of(exercise.id, part).is_seen:
            logs = {f"{name}_log" for name in here}         # of a reading: they are kept, not learned
            function = random.Random(seed).choice([name for name in here if name not in logs])
            text = copies.blanked(exercise, theirs, function)
            if text is not None:
                return text, (function,), len(here) == 1
        return copies.emptied(exercise, theirs, [part]), here, True

    def _say(self, review: Review) -> int:
        """Say what is to be written again, and where."""
        desk, exercise = self.desk, self.desk.built[review.exercise]
        ink, place = desk.ink, f"{desk.shown(self._path(review))}:{line_of(self._path(review), review.part)}"
        what = exercise.part(review.part).what or exercise.title
        desk.say([*ink.paragraph(f"Once more: {', '.join(review.functions) or review.part}", 0, "bold"),
                  *ink.paragraph(f"{exercise.title} · {what}", 0, "dim"), "", "  " + ink("dim", "open") + " " + place, "",
                  *nexts([("grade review", "when you have written it"), ("grade review --later", "not today")], ink, "Then")])
        desk.data({"review": {"exercise": review.exercise, "part": review.part, "functions": list(review.functions), "place": place}})
        return PASSED

    def _go_on(self, review: Review, wants_hint: bool) -> int:
        """Grade what was written; what was not is shown again."""
        desk, exercise, path = self.desk, self.desk.built[review.exercise], self._path(review)
        if not path.exists():
            copies.lay_out(desk.workspace, path, self._copy(exercise, review.part, review.seed)[0])
            return self._say(review)
        if not wants_hint and copies.is_blank(exercise, read(path), review.functions):
            return self._say(review)
        self.practice.seed = review.seed
        claims = Claims(exercise, path, desk)
        desk.status(f"  judging {exercise.id} …")
        if wants_hint:
            return self._hint(review, self._judged_silently(exercise, path, review))
        result = self.practice.grade_copy(exercise, path, review.part, claims.hear, claims.watch, review=review.id)
        ending(result, desk)
        return self._tell(review, result)

    def _judged_silently(self, exercise: Exercise, path: Path, review: Review) -> Result:
        """Return how the copy stands; to ask for a hint is no try."""
        from .. import grading
        result = grading.grade(exercise, path, part=review.part, seed=review.seed, host=self.practice.host(exercise), diagnosing=False)
        self.desk.hush()
        return result

    def _hint(self, review: Review, result: Result) -> int:
        desk = self.desk
        finding = to_look_at(result.findings) or next((f for f in result.findings if f.verdict in ("unattempted", "waiting")), None)
        if finding is None or not finding.hints:
            desk.say("every check holds: `grade review` says so" if finding is None else "this check has no hint; its failing call says the most")
            return PASSED
        read_before = [x for x in self.practice.reading.lines if x["kind"] == "hint" and x.get("review") == review.id and x["check"] == finding.check]
        stage = 1 + len(read_before)
        for number, text in enumerate(finding.hints[:stage], 1):
            desk.say(desk.ink.paragraph(f"{number}. {text}", 2, "" if number == min(stage, len(finding.hints)) else "dim"))
        if stage <= len(finding.hints):
            self.practice.remember(ledger.hint(review.exercise, review.part, finding.check, stage, review=review.id))
        desk.say(["", *nexts([("grade review", "when you have written it")], desk.ink)])
        desk.data({"hints": list(finding.hints[:stage])})
        return PASSED

    def _tell(self, review: Review, result: Result) -> int:
        desk = self.desk
        verdict = next((p.verdict for p in result.parts if p.part == review.part), "not_run")
        if verdict != "passed":
            rows = [("grade review", "when you have changed it")]
            rows += [("grade review --hint", "where to look")] if any(f.hints for f in result.findings) else []
            desk.say(["", *nexts([*rows, ("grade review --answer", "the answer; the part comes back in a day or so")], desk.ink)])
            desk.data({"passed": False} | self._data(review, result))
            return COURSE if verdict == "grader_fault" else NOT_YET
        before, now = self.desk.records.of(review.exercise, review.part), [*self.practice.reading.lines, *self.practice.appended]
        copies.put_away(desk.workspace, self._path(review))
        due = remembered(now, lambda id: ()).get((review.exercise, review.part))
        mastered = before.is_seen and not fold(now).of(review.exercise, review.part).is_seen
        words = ["It holds" + (", and now it is yours." if mastered else ".")] + ([f"The next time on {day(due.due)}."] if due else [])
        desk.say(["", *desk.ink.paragraph(" ".join(words), 0, "bold"), "", *nexts([*more_today(desk, now), ("grade", "what is next")], desk.ink)])
        desk.data({"passed": True, "due": due.due.isoformat() if due else None} | self._data(review, result))
        return PASSED

    def _data(self, review: Review, result: Result) -> dict[str, Any]:
        return {"review": {"exercise": review.exercise, "part": review.part, "functions": list(review.functions)}, "result": result.plain()}

    def _answer(self, review: Review) -> int:
        exercise = self.desk.built[review.exercise]
        if not exercise.solution.exists():
            own = self.desk.shown(exercise.work(self.desk.workspace.root))
            raise UsageError(f"this copy of the course holds no answer of {exercise.id}; your own file may: {own}")
        self.practice.remember(ended(review, "answer"))
        if self.practice.unrecorded:
            return SURROUNDINGS
        kept = copies.put_away(self.desk.workspace, self._path(review))
        self.desk.say(["  " + row for row in model(exercise, exercise.part(review.part)).split("\n")])
        self.desk.say(["", *self.desk.ink.paragraph("It comes back in a day or so; what you have passed stays passed.", 0, "dim"),
                       *([self.desk.ink("dim", f"what you wrote: {self.desk.shown(kept)}")] if kept else [])])
        self.desk.data({"review": None, "answer": model(exercise, exercise.part(review.part))})
        return PASSED

    def _end(self, review: Review, outcome: str, words: str) -> int:
        self.practice.remember(ended(review, outcome))
        copies.put_away(self.desk.workspace, self._path(review))
        self.desk.say([words, "", *nexts([("grade", "what is next")], self.desk.ink)])
        self.desk.data({"review": None})
        return PASSED

