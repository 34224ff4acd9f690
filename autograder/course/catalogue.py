"""Every exercise there is or will be, by id."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

from .planned import Plan, plan
from .references import Reference


class PartLike(Protocol):
    """What the catalogue asks of a part."""
    @property
    def name(self) -> str: ...


class HeaderLike(Protocol):
    """What the catalogue asks of a header."""
    @property
    def title(self) -> str: ...
    @property
    def minutes(self) -> int: ...
    @property
    def after(self) -> tuple[str, ...]: ...


class Built(Protocol):
    """What the catalogue asks of an exercise that is built."""
    @property
    def id(self) -> str: ...
    @property
    def parts(self) -> Sequence[PartLike]: ...
    @property
    def header(self) -> HeaderLike: ...


@dataclass(frozen=True)
class Catalogue:
    """Exercises that are built, and those that are planned."""
    built: Mapping[str, Built]
    plan: Plan

    def __contains__(self, name: object) -> bool:
        return name in self.built or (name in self.plan and not self.plan[str(name)].is_addition)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.built, *self.plan]))

    def title(self, name: str) -> str:
        return self.built[name].header.title if name in self.built else self.plan[name].title

    def minutes(self, name: str) -> int:
        return self.built[name].header.minutes if name in self.built else self.plan[name].minutes

    def after(self, name: str) -> tuple[str, ...]:
        """Return the exercises, or parts, that one builds on."""
        return self.built[name].header.after if name in self.built else tuple(str(r) for r in self.plan[name].after)

    def built_parts(self, name: str) -> tuple[str, ...]:
        return tuple(p.name for p in self.built[name].parts) if name in self.built else ()

    def parts(self, name: str) -> tuple[str, ...]:
        """Return the names of an exercise's parts, those to come last."""
        return self.built_parts(name) + (self.plan[name].parts if name in self.plan else ())

    def is_built(self, one: Reference) -> bool:
        """Can this exercise, or this part of it, be graded?"""
        return one.exercise in self.built and (one.part is None or one.part in self.built_parts(one.exercise))

    def dangles(self, one: Reference) -> str:
        """Return why a reference leads nowhere; nothing if it leads somewhere."""
        if one.exercise not in self:
            return f"no exercise is called `{one.exercise}`, built or planned{near(one.exercise, self.ids)}"
        if one.part and one.part not in self.parts(one.exercise):
            return f"`{one.exercise}` has no part `{one.part}`; it has {', '.join(self.parts(one.exercise))}"
        return ""


def catalogue_of(exercises: Iterable[Built], plan: Plan) -> Catalogue:
    return Catalogue({e.id: e for e in exercises}, plan)


@cache
def catalogue(root: Path | None = None) -> Catalogue:
    from .exercises import every_exercise
    return catalogue_of(every_exercise(root), plan(root))


def close(name: str, names: Iterable[str], most: int = 3) -> list[str]:
    """Return the names that somebody who typed `name` may have meant."""
    from difflib import get_close_matches  # only where something is wrong
    known = sorted(set(names))
    holding = [each for each in known if len(name) > 2 and name in each]
    alike = get_close_matches(name, known, most, cutoff=0.75), holding, get_close_matches(name, known, most)
    return list(dict.fromkeys(each for group in alike for each in group))[:most]


def near(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean …?`, where there is something to mean."""
    found = close(name, names)
    return f"; did you mean {' or '.join(f'`{each}`' for each in found)}?" if found else ""
