"""What is worth a second look today; it never blocks anything."""
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..course.references import Reference
from .moment import Moment

if TYPE_CHECKING:
    from ..learner.review import Review


@dataclass(frozen=True)
class Look:
    """A part that was passed, and how likely it would be written again at once."""
    reference: Reference
    recall: float

    @property
    def percent(self) -> int:
        return round(100 * self.recall)


@dataclass(frozen=True)
class Reviews:
    """What a learner may be offered today, how many wait behind it, and the review that is begun."""
    today: tuple[Look, ...]
    behind: int
    next: datetime | None
    begun: "Review | None"
    stricter: tuple[str, ...]       # passed before, and their checks have grown stricter since


def reviews(moment: Moment) -> Reviews:
    """Return what is due, the least remembered first; it changes with the ledger, and with the hour."""
    now = datetime.now(UTC)
    name = f"reviews {now:%Y-%m-%d %H}"
    if name not in moment.kept:
        moment.kept[name] = _reviews(moment, now)
    found: Reviews = moment.kept[name]
    return found


def _reviews(moment: Moment, now: datetime) -> Reviews:
    from ..learner.review import open_review, waiting  # its package takes longer to import than most pages to draw

    def can_be_had(key: tuple[str, str]) -> bool:
        exercise = moment.built.get(key[0])
        return exercise is not None and key[1] in [p.name for p in exercise.parts] and all(find_spec(m) for m in exercise.needs(key[1]))
    found = waiting(moment.reading.lines, lambda id: moment.task(id).after if id in moment.built else (), now, can_be_had)
    looks = tuple(Look(_reference(one.exercise, one.part, moment), one.recall(now)) for one in found.due[:found.left_today])
    stricter = tuple(id for id in moment.attempts if id in moment.built and moment.standing(Reference(id)).due)
    begun = open_review(moment.reading.lines)
    return Reviews(looks, len(found.due) - len(looks), found.next, begun if begun and begun.exercise in moment.built else None, stricter)


def _reference(id: str, part: str, moment: Moment) -> Reference:
    """Return a part, or its exercise, where that is one part."""
    return Reference(id, part if len(moment.built[id].parts) > 1 else None)
