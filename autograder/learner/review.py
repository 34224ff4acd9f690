"""What was passed, seen again before it is forgotten: how well each part is remembered is a fold over the ledger."""
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State

from . import ledger

A_DAY = 3                       # reviews offered a day: more would crowd out what is new
AT_MOST = {Rating.Easy: 1, Rating.Good: 3}    # tries; what took more is Hard, as is what took a hint
CREDIT = timedelta(days=1)      # what builds on a part reminds of it, once a day

# No steps of minutes and no chance: a part comes back after whole days, and the same ledger says the same everywhere.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

Key = tuple[str, str]           # exercise, part
After = Callable[[str], Sequence[str]]      # what an exercise builds on: `id` or `id#part`


@dataclass(frozen=True)
class Remembered:
    """How well a part is remembered: stability in days, difficulty from 1 to 10, and when it is worth another look."""
    exercise: str
    part: str
    stability: float
    difficulty: float
    last: datetime
    due: datetime

    def recall(self, now: datetime) -> float:
        """Return the chance that it would be written again at once."""
        return float(SCHEDULER.get_card_retrievability(self._card(), now))

    def after(self, rating: Rating, when: datetime) -> "Remembered":
        """Return it after one more review; a right answer never makes it less known, nor due sooner."""
        card, _ = SCHEDULER.review_card(self._card(), rating, max(when, self.last))
        found = _of(self.exercise, self.part, card)
        if rating == Rating.Again or found.stability >= self.stability:
            return found
        return replace(found, stability=self.stability, due=max(found.due, self.due))

    def _card(self) -> Card:
        return Card(card_id=1, state=State.Review, stability=self.stability, difficulty=self.difficulty, due=self.due, last_review=self.last)


def _of(exercise: str, part: str, card: Card) -> Remembered:
    assert card.stability is not None and card.difficulty is not None and card.last_review is not None
    return Remembered(exercise, part, card.stability, card.difficulty, card.last_review, card.due)


def first(exercise: str, part: str, rating: Rating, when: datetime) -> Remembered:
    """Return a part that has just been passed for the first time."""
    card, _ = SCHEDULER.review_card(Card(card_id=1), rating, when)
    return _of(exercise, part, card)


@dataclass(frozen=True)
class Review:
    """One review: what of a part was taken out, and how it went."""
    id: str
    exercise: str
    part: str
    functions: tuple[str, ...]
    seed: int
    begun: datetime
    is_asked: bool = False          # by name, beyond what is offered in a day
    is_whole: bool = False          # the whole part was taken out
    is_problem: bool = False        # a fresh problem on the part, in place of its functions
    tries: int = 0
    hints: int = 0
    outcome: str = ""               # passed, answer or later; open, while it is none of these


def rating(tries: int, hinted: bool, seen: bool) -> Rating:
    """Return how easily something came: 1 try is Easy, up to 3 are Good, a hint or more tries Hard, with the answer open Again."""
    if seen:
        return Rating.Again
    return next((r for r, most in AT_MOST.items() if tries <= most and not hinted), Rating.Hard)


def remembered(lines: Iterable[ledger.Line], after: After) -> dict[Key, Remembered]:
    """Return how well each part that was ever passed is remembered."""
    return _Fold(lines, after).known


def reviews(lines: Iterable[ledger.Line]) -> list[Review]:
    """Return all reviews, oldest first."""
    return list(_Fold(lines, lambda id: ()).reviews.values())


def open_review(lines: Iterable[ledger.Line]) -> Review | None:
    return next((r for r in reversed(reviews(lines)) if not r.outcome), None)


@dataclass(frozen=True)
class Waiting:
    """What is worth another look, the least remembered first, and how many more are offered today; when the next comes, if none is due."""
    due: tuple[Remembered, ...]
    left_today: int
    next: datetime | None


def waiting(lines: Iterable[ledger.Line], after: After, now: datetime, can_be_had: Callable[[Key], bool] = lambda key: True) -> Waiting:
    """Return what a learner may be offered now."""
    found = _Fold(lines, after)
    today = local_day(now)
    put_off = {(r.exercise, r.part) for r in found.reviews.values() if r.outcome == "later" and local_day(r.begun) == today}
    known = [one for key, one in found.known.items() if can_be_had(key)]
    due = sorted((one for one in known if one.due <= now and (one.exercise, one.part) not in put_off), key=lambda one: (one.recall(now), one.due))
    offered = sum(local_day(r.begun) == today and not r.is_asked for r in found.reviews.values())
    to_come = [one.due if one.due > now else now + timedelta(days=1) for one in known if one not in due]
    return Waiting(tuple(due), max(0, A_DAY - offered), min(to_come, default=None))


def problem_is_next(lines: Iterable[ledger.Line], exercise: str, part: str) -> bool:
    """Return whether a part's next review is a fresh problem, where there is one: they take turns, the problem first."""
    before = [r for r in reviews(lines) if (r.exercise, r.part) == (exercise, part) and r.outcome != "later"]
    return not before or not before[-1].is_problem


def local_day(when: datetime) -> date:
    return when.astimezone().date()


def begun(review: Review) -> ledger.Line:
    return ledger.entry("review", event="begun", review=review.id, exercise=review.exercise, part=review.part, functions=list(review.functions),
                        seed=review.seed, asked=review.is_asked, whole=review.is_whole, problem=review.is_problem)


def ended(review: Review, outcome: str) -> ledger.Line:
    """Return the line that ends a review that was not passed: its answer was opened, or it was put off."""
    return ledger.entry("review", event="ended", review=review.id, outcome=outcome)


class _Fold:
    """Goes through a ledger once."""

    def __init__(self, lines: Iterable[ledger.Line], after: After) -> None:
        self.after = after
        self.known: dict[Key, Remembered] = {}
        self.reviews: dict[str, Review] = {}
        self.tries: dict[Key, int] = {}
        self.failed: set[tuple[str, ...]] = set()    # the files that did not hold, by their content: run once more, such a one is no new try
        self.hinted: set[Key] = set()
        self.seen: set[Key] = set()
        kinds = {"hint": self._hint, "answer": self._answer, "review": self._review, "attempt": self._attempt, "problem": self._problem}
        for line in lines:
            hear = kinds.get(line["kind"])    # what an exam's beginning and end say is said by its attempts
            if hear and (when := _time(line["when"])):
                hear(line, when)

    def _hint(self, line: ledger.Line, when: datetime) -> None:
        review = self.reviews.get(line.get("review", ""))
        if review:
            self.reviews[review.id] = replace(review, hints=review.hints + 1)
        elif (key := (line["exercise"], line.get("part", ""))) not in self.known:
            self.hinted.add(key)

    def _answer(self, line: ledger.Line, when: datetime) -> None:
        if (key := (line["exercise"], line["part"])) not in self.known:
            self.seen.add(key)

    def _review(self, line: ledger.Line, when: datetime) -> None:
        id = line["review"]
        if line["event"] == "begun":
            self.reviews[id] = Review(id, str(line.get("exercise", "")), str(line.get("part", "")), tuple(line.get("functions", ())),
                                      int(line.get("seed", 0)), when, bool(line.get("asked")), bool(line.get("whole")), bool(line.get("problem")))
        elif id in self.reviews and not self.reviews[id].outcome:
            review = self.reviews[id] = replace(self.reviews[id], outcome=str(line.get("outcome", "later")))
            if review.outcome == "answer" and (key := (review.exercise, review.part)) in self.known:
                self.known[key] = self.known[key].after(Rating.Again, when)

    def _attempt(self, line: ledger.Line, when: datetime) -> None:
        review = self.reviews.get(line.get("review", ""))
        for part, verdict in line["parts"].items():
            key = line["exercise"], part
            if verdict in ("failed", "timed_out", "broken", "undecided") and self._failed_before(line, part):
                continue
            if review and part == review.part:
                self._reviewed(review, key, verdict, when)
            elif verdict in ("passed", "failed", "timed_out", "broken", "undecided") and not line.get("review"):
                self._tried(key, verdict, when, bool(line.get("exam")))

    def _failed_before(self, line: ledger.Line, part: str) -> bool:
        content = ledger.content_of(line, part)
        tried = line["exercise"], part, str(line.get("review", "")), content
        known = bool(content) and tried in self.failed
        self.failed.add(tried)
        return known

    def _problem(self, line: ledger.Line, when: datetime) -> None:
        """A problem that was solved in a review says as much as a function that was written again."""
        review = self.reviews.get(line.get("review", ""))
        if review and review.is_problem:
            self._reviewed(review, (review.exercise, review.part), line["verdict"], when)

    def _tried(self, key: Key, verdict: str, when: datetime, in_exam: bool) -> None:
        """Count a try; once passed, to run the same file again says nothing, and an exam everything."""
        if key not in self.known:
            self.tries[key] = self.tries.get(key, 0) + 1
            if verdict == "passed":
                self.known[key] = first(*key, rating(self.tries[key], key in self.hinted, key in self.seen), when)
                self._credit(key[0], when)
        elif in_exam and verdict == "passed":
            self.known[key] = self.known[key].after(Rating.Easy, when)
            self._credit(key[0], when)

    def _reviewed(self, review: Review, key: Key, verdict: str, when: datetime) -> None:
        if review.outcome or verdict in ("skipped", "grader_fault", "not_run", "unattempted", "not_built"):
            return
        review = self.reviews[review.id] = replace(review, tries=review.tries + 1, outcome="passed" if verdict == "passed" else "")
        if review.outcome and key in self.known:
            self.known[key] = self.known[key].after(rating(review.tries, review.hints > 0, False), when)
            self._credit(key[0], when)

    def _credit(self, exercise: str, when: datetime) -> None:
        """What builds on a part, passed, reminds of it."""
        for key in self._below(exercise):
            if when - self.known[key].last >= CREDIT:
                self.known[key] = self.known[key].after(Rating.Good, when)

    def _below(self, exercise: str) -> Iterator[Key]:
        for reference in self.after(exercise):
            id, _, part = reference.partition("#")
            yield from [key for key in self.known if key[0] == id and part in ("", key[1])]


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):    # a line that somebody else has written
        return None
