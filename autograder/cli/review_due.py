"""What a learner may review today, on this machine."""
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec

from ..learner import ledger
from ..learner.exam import sits
from ..learner.review import Waiting, waiting
from .desk import Desk


def more_today(desk: Desk, lines: Sequence[ledger.Line]) -> list[tuple[str, str]]:
    """Return what else is to be reviewed today, as a row of what to type."""
    found = what_waits(desk, lines)
    count = min(len(found.due), found.left_today)
    return [("grade review", f"{count} more today, if you like")] if count else []


def what_waits(desk: Desk, lines: Sequence[ledger.Line] | None = None) -> Waiting:
    """Return what is worth another look on this machine, and in no exam just now."""
    lines = desk.reading.lines if lines is None else lines
    def can_be_had(key: tuple[str, str]) -> bool:
        exercise = desk.built.get(key[0])
        if exercise is None or key[1] not in [p.name for p in exercise.parts] or sits(lines, exercise.id):
            return False
        return all(find_spec(module) for module in exercise.needs(key[1]))
    return waiting(lines, lambda id: desk.task(id).after if id in desk.built else (), datetime.now(UTC), can_be_had)
