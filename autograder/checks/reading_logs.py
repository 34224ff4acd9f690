"""The log that a learner keeps of a text, looked at for its form alone: no program can tell whether a text was read."""
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ..errors import LearnerError, Mismatch
from ..notes import note
from ..worker.text import clean
from .compare import kind, require
from .show import show

SHOWN, LISTED = 60, 300         # characters of a wrong field that a message has room for, and of the sections that are kept
STATUSES = {"reading": "still being read", "read": "read once", "reread": "read again"}
WORDS, DIFFERENT = 25, 15       # the fewest words of notes, and of different ones: two or three sentences
RUN, PASTED = 5, 1 / 3          # words that stand alike in a row; the share of such rows from which on a note is someone else's


def logged(log: Callable[[], Any], *, others: Sequence[Callable[[], Any]] = (), statement: str = "", sections: int = 1, also: Sequence[str] = ()) -> None:
    """The log of a text that was read: status, dates, sections, notes in the learner's own words, and fields that `also` are asked for.

    `others` are the logs of the other texts, whose notes are others; `statement` is what was given, and is not pasted into the notes.
    """
    entry = log()
    fields = ("status", "began", "ended", "sections", "notes", *also)
    require(isinstance(entry, dict), f"a log is a dict with {', '.join(fields)}, not {kind(entry)}", got=entry)
    missing, strange = [f for f in fields if f not in entry], [show(f, SHOWN) for f in entry if f not in fields]
    require(not missing, f"the log lacks {', '.join(missing)}", got=entry)
    require(not strange, f"a log has {', '.join(fields)}; {', '.join(strange)} is none of them", got=entry)
    try:
        _status(entry["status"])
        _dates(entry["began"], entry["ended"])
        _sections(entry["sections"], sections)
        _notes(entry["notes"], statement)
        for name in also:
            require(len(_words(entry[name])) >= RUN, f"`{name}` wants a sentence, in your own words")
    except Mismatch as e:
        raise Mismatch(e.message, entry) from None
    for other in others:
        require(not pasted(entry["notes"], _notes_of(other)), "these notes are those of another text too: say what this one taught you", got=entry)
    read = clean(", ".join(str(x).strip() for x in entry["sections"]))
    note(status=entry["status"], began=entry["began"], ended=entry["ended"], sections=read[:LISTED], words=len(_words(entry["notes"])))


def _status(status: Any) -> None:
    told = ", ".join(f'"{name}" ({what})' for name, what in STATUSES.items())
    require(isinstance(status, str) and status in STATUSES, f"the status is one of {told}; not {show(status, SHOWN)}")
    require(status != "reading", 'the log says that you are still reading: once you are through, its status is "read"')


def _dates(began: Any, ended: Any) -> None:
    first, last = _day("began", began), _day("ended", ended)
    require(first <= last, f"the reading ended on {last}, before it began on {first}")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)         # somewhere on Earth it is tomorrow already
    require(last <= tomorrow, f"the reading ended on {last}, which is yet to come")


def _day(name: str, told: Any) -> date:
    require(isinstance(told, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", told), f'`{name}` is a date, "2025-03-31" say, not {show(told, SHOWN)}')
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Mismatch(f"`{name}`: {told} stands in no calendar") from None


def _sections(told: Any, least: int) -> None:
    good = isinstance(told, (list, tuple)) and all(isinstance(x, (str, int)) and not isinstance(x, bool) and str(x).strip() for x in told)
    require(good, f"the sections are a list of what you read, as the text names or numbers them, not {show(told, SHOWN)}")
    different = {str(x).strip() for x in told}
    require(len(different) >= least, f"the log names {len(different)} of the {least} sections or more that are asked for")


def _notes(told: Any, statement: str) -> None:
    words = _words(told)
    require(len(words) >= WORDS, f"the notes have {len(words)} words: tell in {WORDS} or more what the text taught you")
    require(len(set(words)) >= DIFFERENT, f"the notes have {len(set(words))} different words: tell in whole sentences what the text taught you")
    require(not pasted(told, statement), "the notes repeat what the exercise says: tell in your own words what the text taught you")


def _notes_of(log: Callable[[], Any]) -> Any:
    try:
        entry = log()
    except LearnerError:        # not written yet, or not to be had: a matter of its own part
        return ""
    return entry.get("notes", "") if isinstance(entry, dict) else ""


def pasted(notes: Any, source: Any) -> bool:
    """Return whether more than a third of the notes' rows of five words stand in the source as well."""
    theirs, ours = _runs(notes), set(_runs(source))
    return bool(theirs) and sum(run in ours for run in theirs) > PASTED * len(theirs)


def _runs(text: Any) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[i:i + RUN]) for i in range(len(words) - RUN + 1)]


def _words(text: Any) -> list[str]:
    return re.findall(r"\w+", text.lower()) if isinstance(text, str) else []
