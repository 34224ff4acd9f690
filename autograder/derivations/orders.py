"""Proofs put in order: each statement after all it rests on, by any route through its graph of dependencies."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

Premises = tuple[frozenset[str], ...]        # each alternative: the statements and facts from which one follows at once


def folded(fact: str) -> str:
    """Return a cited fact as it is compared: however it was spaced and capitalised."""
    return " ".join(fact.split()).casefold()


@dataclass(frozen=True)
class Statement:
    """A statement as the learner placed it, with what it is said to rest on."""
    line: int
    key: str
    cited: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """What each statement of a proof needs; which statements may never stand in it, and why."""
    sentences: Mapping[str, str]
    needs: Mapping[str, Premises]
    goal: str
    never: Mapping[str, str]

    def troubles(self) -> Iterator[str]:
        """Yield what is wrong with the graph itself: told to the author."""
        if self.goal not in self.needs:
            yield f"nothing says what {self.goal!r} needs"
        for key in self.needs:
            if key in self.never:
                yield f"{key!r} stands under both needs and never"
        reached = self._reachable()
        if self.goal in self.needs and self.goal not in reached:
            yield f"{self.goal!r} cannot be reached: its needs go in a circle, or name a statement that nothing shows"

    def _reachable(self) -> set[str]:
        reached: set[str] = set()
        while True:
            more = {key for key, ways in self.needs.items() if key not in reached
                    and any(all(premise in reached or premise not in self.sentences for premise in way) for way in ways)}
            if not more:
                return reached
            reached |= more

    def objection(self, statement: Statement, placed: Sequence[str]) -> str:
        """Return why the statement cannot stand here, or nothing."""
        key = statement.key
        if key in self.never:
            return self.never[key]
        if key not in self.needs:
            return "this statement is no part of this proof"
        if key in placed:
            return "this statement stands above already"
        return self._bad_citation(statement, placed) or self._gap(statement)

    def _bad_citation(self, statement: Statement, placed: Sequence[str]) -> str:
        for cited in statement.cited:
            if cited == statement.key:
                return "a statement does not justify itself"
            if cited in self.never:
                return self.never[cited]
            if cited == self.goal:
                return "this rests on the theorem itself: nothing proves itself"
            if cited in self.sentences and cited not in placed:
                return f"“{self.sentences[cited]}” is used before it is shown"
            if cited not in self.sentences and not self._is_fact(cited):
                return f"“{cited}” is not among the facts that may be cited here" + self._meant(cited)
        return ""

    def _meant(self, cited: str) -> str:
        facts = {premise for ways in self.needs.values() for way in ways for premise in way if premise not in self.sentences}
        near = get_close_matches(cited, sorted(facts), 1)
        return f"; did you mean “{near[0]}”?" if near else ""

    def _is_fact(self, cited: str) -> bool:
        return any(cited in way for ways in self.needs.values() for way in ways)

    def _gap(self, statement: Statement) -> str:
        ways, cited = self.needs[statement.key], frozenset(statement.cited)
        if any(way <= cited for way in ways):
            return ""
        missing = min(len(way - cited) for way in ways)
        return "does not follow from what is cited alone: " + ("one more reason is needed" if missing == 1 else f"{missing} more reasons are needed")
