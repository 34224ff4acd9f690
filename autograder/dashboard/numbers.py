"""What attempts add up to over time: days of practice, and how many tries a pass takes."""
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ..learner.ledger import Line

WEEKS = 12
MOST = 6        # tries from here on are one column


@dataclass(frozen=True)
class Day:
    """A day and how many gradings it saw."""
    date: date
    gradings: int

    @property
    def shade(self) -> int:
        """Return 0 for a day of rest, up to 4."""
        return min(4, (self.gradings + 3) // 4)


@dataclass(frozen=True)
class Rhythm:
    """The last twelve weeks, each from Monday on, the days to come left out."""
    weeks: tuple[tuple[Day, ...], ...]
    recent: int     # days of the last seven with a grading
    gradings: int   # of the last seven days

    @property
    def per_week(self) -> tuple[int, ...]:
        """Return on how many days of each week something was graded."""
        return tuple(sum(day.gradings > 0 for day in week) for week in self.weeks)


def rhythm(lines: Iterable[Line], today: date) -> Rhythm:
    count = Counter(local_day(line["when"]) for line in lines)
    monday = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    weeks = tuple(tuple(Day(d, count[d]) for n in range(7) if (d := monday + timedelta(weeks=w, days=n)) <= today) for w in range(WEEKS))
    last = [count[today - timedelta(days=n)] for n in range(7)]
    return Rhythm(weeks, sum(n > 0 for n in last), sum(last))


def local_day(when: str) -> date:
    """Return the day that it was here."""
    try:
        return datetime.fromisoformat(when).astimezone().date()
    except (ValueError, OverflowError):    # a line that somebody else has written
        return date.min


def until_pass(lines: Iterable[Line]) -> tuple[int, ...]:
    """Return how many parts took 1, 2, … and at last MOST or more tries until they first passed."""
    tries: Counter[tuple[str, str]] = Counter()
    passed: dict[tuple[str, str], int] = {}
    for line in lines:
        if line.get("exam") or line.get("review") or line.get("late"):      # on a copy, to see whether it is still there
            continue
        for part, verdict in line["parts"].items():
            if verdict in ("passed", "failed", "timed_out", "undecided", "broken", "waiting") and (key := (line["exercise"], part)) not in passed:
                tries[key] += 1
                if verdict == "passed":
                    passed[key] = tries[key]
    found = Counter(min(n, MOST) for n in passed.values())
    return tuple(found[n] for n in range(1, MOST + 1))
