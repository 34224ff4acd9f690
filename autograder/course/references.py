"""What course files name: an exercise, or a part of it."""
import re
from dataclasses import dataclass, field

from .strict import Fields, Source

WRITTEN = re.compile(r"(?P<exercise>[a-z0-9]+(?:-[a-z0-9]+)*)(?:#(?P<part>[a-z][a-z0-9_]*))?")


@dataclass(frozen=True)
class Reference:
    """`some-exercise` or `some-exercise#part`, and the line that names it."""
    exercise: str
    part: str | None = None
    line: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.exercise}#{self.part}" if self.part else self.exercise


def reference(text: str, line: int, source: Source) -> Reference | None:
    """Return the reference a text is, or say that it is none."""
    match = WRITTEN.fullmatch(text)
    if not match:
        source.wrong(line, f"`{text}` names no exercise; write `some-exercise` or `some-exercise#part`, in lower case")
        return None
    return Reference(match["exercise"], match["part"], line)


def references(fields: Fields, key: str, *, required: bool = False) -> tuple[Reference, ...]:
    """Return a list's references; none may stand twice."""
    found: dict[Reference, None] = {}
    for text, line in fields.texts(key, required=required):
        one = reference(text, line, fields.source)
        if one in found:
            fields.source.wrong(line, f"`{text}` stands twice in `{key}`; keep one")
        elif one:
            found[one] = None
    return tuple(found)
