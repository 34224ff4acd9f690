"""An answer as a check asks for it, without a learner: what stands here was said."""
from collections.abc import Mapping
from typing import Any


class Said:
    """A function that answers with one value: numbers as they are, an expression as it would be recorded."""
    name, path = "problem", ""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self.value

    def record(self) -> Mapping[str, Any]:
        from ..algebra import record
        return record(lambda: self.value)

    def source(self, line: int) -> str:
        return ""


class Recorded(Said):
    """What a learner's function was recorded to say."""

    def record(self) -> Mapping[str, Any]:
        recorded: Mapping[str, Any] = self.value
        return recorded
