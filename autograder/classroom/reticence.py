"""Probes that quote the answer are left out of a learners' copy: a wrong report is a right one but for a sentence."""
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import LearnerError
from ..grading.probes import Recorded, read_probes, write_probes


def without_answers(path: Path, recorded: Recorded, telling: set[str]) -> Recorded:
    """Take the questions out of a file of probes in which a line of the answer stands; return what can be told all the same."""
    if not path.exists():
        return recorded
    known, probes = read_probes(path)
    kept = [n for n, probe in enumerate(probes) if not _tells([probe.asked.value, list(probe.answers.values())], telling)]
    if len(kept) == len(probes):
        return recorded
    place = {old: new for new, old in enumerate(kept)}
    left = [replace(one, probe=None if one.probe is None else place[one.probe]) for one in known if one.probe is None or one.probe in place]
    path.unlink()
    if left:
        write_probes(path, left, [probes[n] for n in kept])
    titles = {one.title for one in left}
    lost = dict.fromkeys(one.title for one in known if one.title not in titles)
    return Recorded(len(titles), (*recorded.untold, *lost))


def _tells(value: Any, telling: set[str]) -> bool:
    return any(line.strip() in telling for text in _texts(value) for line in text.splitlines())


def _texts(value: Any) -> Iterator[str]:
    """Yield whatever can be read in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, LearnerError):
        yield value.message
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _texts(pair)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _texts(one)
