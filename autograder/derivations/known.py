"""Answers to pure questions, kept: programs that differ in one line have all others in common."""
from collections.abc import Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
MOST = 8192     # answers: the lines of a derivation are twenty, and each is held against those before it


class Known(Generic[Answer]):
    """What was answered, the oldest forgotten first.  An answer that more time could change is not to be kept."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, Answer] = {}

    def get(self, question: Hashable) -> Answer | None:
        return self._answers.get(question)

    def keep(self, question: Hashable, answer: Answer) -> Answer:
        if len(self._answers) >= MOST:
            del self._answers[next(iter(self._answers))]
        self._answers[question] = answer
        return answer
