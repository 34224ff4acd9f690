"""What a program of a class may say `from mine import …` for: the same learner's functions of other exercises, as they were handed in.

Whether they are right is judged where they were asked for.  What is not there is told, with what to hand in, and nothing is judged meanwhile.
"""
import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..course.exercises import Exercise, every_exercise
from ..course.stub import untouched
from ..learner.mine import STAR, Library, apart, defines, names_used, shelved

LARGEST = 400_000       # characters of a file that is read for its functions: nobody writes so much, and reading it takes seconds
UNKNOWN = "no exercise asks for it"


class Lacking(Exception):
    """Something is to be handed in before a program can be graded; the message says what."""


@dataclass(frozen=True)
class Other:
    """Another file of the same learner: its functions by their modules, or why it has none."""
    exercise: Exercise
    functions: Mapping[str, str]
    sources: Mapping[str, str]
    why: str = ""


def borrowed(exercise: Exercise, text: str, theirs: Iterable[tuple[str, bytes]]) -> tuple[Library, frozenset[str]]:
    """Return what a program may import, of (exercise, text) of the same learner, and the exercises it comes from.

    Where something it asks for is not there, Lacking is raised.
    """
    known = {e.id: e for e in every_exercise()}
    others = {one.exercise.name: one for id, data in theirs if id in known and id != exercise.id and (one := _other(known[id], data))}
    owned = {name: dict(one.functions) for name, one in others.items() if one.functions}
    sources = {module: source for one in others.values() for module, source in one.sources.items()}
    lacking, ahead, seen = dict[str, None](), [text], set[str]()
    while ahead:
        now = ahead.pop()
        for home, name in wanted(now):
            homes = [home] if home else [each for each, functions in owned.items() if name in functions]
            if not home and len(homes) > 1:
                homes = _meant(exercise, name, homes, owned)
            if len(homes) == 1 and name in owned.get(homes[0], {}):
                module = owned[homes[0]][name]
                ahead += [sources[module]] if module not in seen else []
                seen.add(module)
            elif len(homes) > 1:
                lacking[f"it imports `{name}`, the learner's own of several exercises: `from mine import {homes[0]}` and {homes[0]}.{name} says which"] = None
            elif why := _lacking(exercise, home, name, others):
                lacking[why] = None
    if lacking:
        raise Lacking("; ".join(lacking))
    library = shelved(owned, exercise, text, sources.__getitem__, UNKNOWN)
    used = {name.removeprefix("mine.") for name, _ in library}
    return library, frozenset(one.exercise.id for one in others.values() if used & one.sources.keys())


def _meant(exercise: Exercise, name: str, homes: Sequence[str], owned: dict[str, dict[str, str]]) -> list[str]:
    """Return which of several exercises' functions of one name is meant: that of the exercise this one comes after; the others then do not count."""
    before = {after.partition("#")[0].replace("-", "_") for after in exercise.header.after}
    meant = [home for home in homes if home in before]
    for home in homes if len(meant) == 1 else ():
        if home not in meant:
            del owned[home][name]
    return meant if len(meant) == 1 else list(homes)


def _other(exercise: Exercise, data: bytes) -> Other | None:
    """Return what can be imported of a file; what is still as it was handed out is not theirs."""
    if exercise.is_compiled:
        return None
    try:
        text = data.decode("utf-8-sig")
        if len(text) > LARGEST:
            return Other(exercise, {}, {}, "is too large to import from")
        functions, sources = apart(exercise, text, [p.name for p in exercise.parts])
        blank = untouched(text, exercise.blanks)
    except SyntaxError as error:
        return Other(exercise, {}, {}, f"is no Python ({error.msg}" + (f", line {error.lineno})" if error.lineno else ")"))
    except (ValueError, RecursionError, MemoryError):
        return Other(exercise, {}, {}, "cannot be read")
    blank = {name.partition(".")[0] for name in blank}
    return Other(exercise, {name: module for name, module in functions.items() if name not in blank}, sources)


def _lacking(exercise: Exercise, home: str, name: str, others: Mapping[str, Other]) -> str:
    """Return what is to be handed in so that a name is there; nothing, where no other exercise asks for it: then the program itself is wrong."""
    if not home and name in exercise.homes:
        return ""
    asking = [e for e in every_exercise() if not e.is_compiled and e.id != exercise.id and name in e.homes and home in ("", e.name)]
    if not asking:
        return ""
    there = [others[e.name] for e in asking if e.name in others]
    if not there:
        files = " or ".join(e.file_name for e in asking)
        return f"it imports `{name}`, the learner's own of {' or '.join(e.id for e in asking)}, and {files} was not handed in: hand it in too"
    one = there[0]
    why = one.why or f"does not have `{name}` written"
    return f"it imports `{name}`, the learner's own of {one.exercise.id}, and the {one.exercise.file_name} that was handed in {why}: hand it in again, finished"


def wanted(text: str) -> Iterator[tuple[str, str]]:
    """Yield (exercise as a name or nothing, function) of what a program asks of `mine`, however it says so."""
    try:
        tree = ast.parse(text)
        used = names_used(text) if STAR.search(text) else set()
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return              # it does not run: its loading tells
    homes = {e.name for e in every_exercise()}
    modules = dict[str, str]()          # {what the program calls it: the exercise, or nothing for `mine` itself}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "mine" and not node.level:
            modules |= {alias.asname or alias.name: alias.name for alias in node.names if alias.name in homes}
            yield from (("", alias.name) for alias in node.names if alias.name not in homes and alias.name != "*")
        elif isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name: "" for alias in node.names if alias.name == "mine"}
    chains = [chain for node in ast.walk(tree) if isinstance(node, ast.Attribute) and (chain := _chain(node))]
    for chain in chains:
        if chain[0] in modules:
            home, *rest = (modules[chain[0]], *chain[1:]) if modules[chain[0]] else chain[1:] if chain[1] in homes else ("", *chain[1:])
            yield from ((home, name) for name in rest[:1])
    defined = {name for node in tree.body for name in defines(node)} if used else set()
    yield from (("", name) for name in sorted(used - defined - set(dir(builtins))))


def _chain(node: ast.Attribute) -> list[str]:
    """Return the names of `a.b.c`; nothing where it does not begin with a name."""
    names, inner = [node.attr], node.value
    while isinstance(inner, ast.Attribute):
        names, inner = [inner.attr, *names], inner.value
    return [inner.id, *names] if isinstance(inner, ast.Name) else []
