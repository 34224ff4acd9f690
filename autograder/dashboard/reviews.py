"""What is worth a second look today; it never blocks anything."""
from dataclasses import dataclass

from ..course.references import Reference
from .moment import Moment

MOST = 3    # a day


@dataclass(frozen=True)
class Review:
    """An exercise that was passed, and why to look at it again."""
    reference: Reference
    why: str
    command: str


@dataclass(frozen=True)
class Reviews:
    """The reviews of today, and how many wait behind them."""
    today: tuple[Review, ...]
    behind: int


def reviews(moment: Moment) -> Reviews:
    """Return what has become due: passed before, and its checks have grown stricter since."""
    due = [Review(Reference(id), "its checks have grown stricter", f"grade {id}") for id in moment.attempts
           if id in moment.built and moment.standing(Reference(id)).due]
    return Reviews(tuple(due[:MOST]), max(0, len(due) - MOST))
