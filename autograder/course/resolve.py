"""What was typed becomes a node of the learner's track, an exercise or a part; no other module does that."""
import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import UsageError
from . import places
from .catalogue import Catalogue, catalogue, close, near
from .nodes import Node
from .references import Reference
from .tracks import Track, track, track_names

SHORT = re.compile(r"(week|module)(\d+)")


def resolve(typed: str, learners_track: str, root: Path | None = None, exercises: Catalogue | None = None) -> Node | Reference:
    """Return the node, exercise or part that somebody in this track means; what is planned is found too."""
    root = root or places.root()
    wanted = key(typed)
    if "#" not in wanted and (node := _node(wanted, learners_track, root)):
        return node
    return _exercise(typed, wanted, learners_track, root, exercises or catalogue(root))


def resolve_track(typed: str, root: Path | None = None) -> Track:
    """Return the track that is meant."""
    names = {key(name): name for name in track_names(root)}
    if key(typed) not in names:
        raise UsageError(f"no track is called `{typed}`{near(key(typed), names.values()) or _list('; there are', names.values())}")
    return track(names[key(typed)], root)


def key(typed: str) -> str:
    """Return the one spelling of what may be typed in several: `Week 03`, `week_3` and `week3` are the same."""
    text = re.sub(r"[\s_-]+", "-", typed.strip().lower())
    text = re.sub(r"-*([/.#])-*", r"\1", text)
    text = re.sub(r"(?<!\d)0+(?=\d)", "", text)    # no number begins with 0
    return re.sub(r"\b(week|module|phase|w|m)-(?=\d)", r"\1", text)


def _node(wanted: str, learners_track: str, root: Path) -> Node | None:
    """Return the node of the learner's track, or of the one that is named before a `/` or `.`."""
    folder, separator, name = wanted.partition("/") if "/" in wanted else wanted.partition(".")
    if not separator:
        folder, name = key(learners_track), wanted
    for each in track_names(root):
        if key(each) == folder:
            here = track(each, root)
            found = _spellings(here).get(name)
            return here.node(found) if found else None
    return None


def _spellings(track: Track) -> dict[str, str]:
    """Return {every way to type a node of the track: its name}."""
    short = {f"{m[1][0]}{m[2]}": name for name in track.names if (m := SHORT.fullmatch(name))}
    return short | {key(name): name for name in track.names}


def _exercise(typed: str, wanted: str, learners_track: str, root: Path, exercises: Catalogue) -> Reference:
    name, _, part = wanted.partition("#")
    names = {key(each): each for each in exercises.ids}
    if name not in names:
        raise UsageError(_unknown(typed, wanted, learners_track, root, names.values()))
    exercise = names[name]
    if "#" not in wanted:
        return Reference(exercise)
    parts = {key(each): each for each in exercises.parts(exercise)}
    if part not in parts:
        meant = [f"{exercise}#{parts[each]}" for each in close(part, parts)]
        raise UsageError(f"`{exercise}` has no part `{part}`{_list('; did you mean', meant, '?') or _list('; it has', parts.values())}")
    return Reference(exercise, parts[part])


def _unknown(typed: str, wanted: str, learners_track: str, root: Path, exercises: Iterable[str]) -> str:
    """Return what to say of something that is no exercise and no node here: where it is, or what is like it."""
    names, name = {key(each): each for each in track_names(root)}, wanted.partition("#")[0]
    if wanted in names:
        name = names[wanted]
        return (f"`{typed}` is a track: `grade show {name}` shows it, `grade use {name}` makes it yours; a node of it is "
                f"`{name}/{next(iter(track(name, root).names), '…')}`")
    if name != wanted and _node(name, learners_track, root):
        return f"`{name}` is no exercise and has no parts; type `{name}`"
    *folder, tail = re.split(r"[/.]", name, maxsplit=1)
    here = names.get(folder[0], "") if folder else learners_track
    elsewhere = [f"{each}/{found}" for each in names.values() if (found := _spellings(track(each, root)).get(tail))]
    if elsewhere and name == wanted:
        why = f"`{here}` has no `{tail if folder else typed}`" if here else f"no track is called `{folder[0]}`"
        return why + _list("; did you mean", elsewhere, "?")
    like = [f"{here}/{node}" if folder else node for node in (track(here, root).names if here in names.values() else ())]
    return f"nothing is called `{typed}`{near(name, [*like, *exercises]) or '; type `week1`, `some-exercise` or `some-exercise#part`'}"


def _list(begin: str, names: Iterable[str], end: str = "") -> str:
    listed = ", ".join(f"`{each}`" for each in names)
    return f"{begin} {listed}{end}" if listed else ""
