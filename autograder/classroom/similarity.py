"""Programs that share more than chance explains: worth a look by a person, and proof of nothing.

Winnowing (Schleimer, Wilkerson, Aiken: Winnowing: local algorithms for document fingerprinting, SIGMOD 2003).  A program is read as
tokens in which names it chose, numbers and strings are folded and comments left out, so that renaming changes nothing.  Of the hashes of
all its K-grams the least in every window of T − K + 1 is kept: whatever two programs share over T tokens or more is seen, and nothing
shorter than K is.  What the stub, the solution, its other right answers, or many of the class share counts nothing.

Prose, scripts and other texts are read by their words: those of the folder beside a program, and the long texts that stand in the program itself.
"""
import builtins
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from zlib import crc32

K = 16                  # tokens of a gram: one idiomatic line of NumPy is shorter
T = 24                  # tokens from which on a shared stretch is always seen
WINDOW = T - K + 1
LEAST = 6               # shared fingerprints under which nothing is said: about two lines
THRESHOLD = 0.35        # share of the shorter program from which on a pair is worth a look; programs written apart share a twentieth
COMMON = 0.2            # of the class: what more of them share is how one writes this
FEW = 5                 # … and never what only so many share
LONGEST = 200_000       # characters of one program that are looked at
SHOWN = 20              # pairs of one exercise, the closest first

STRING = r"""(?:\"\"\"[\s\S]*?\"\"\"|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
UNREAD = {True: re.compile(rf"\#[^\n]*|\b[rRbBuUfF]{{1,2}}{STRING}|{STRING}"), False: re.compile(rf"//[^\n]*|/\*[\s\S]*?\*/|{STRING}")}
NAME = r"[^\W\d]\w*"
WORD = re.compile(rf'\n|""|\b(?:self|this)[ \t]*(?:\.|->)[ \t]*{NAME}|(?:\.|->|::)[ \t]*{NAME}|{NAME}|\.?\d[\w.]*(?:(?<=[eE])[-+]\d+)?'
                  r"|[-+*/%@&|^<>=!:~]{2,3}|\S")
C_WORDS = frozenset("auto bool break case char class const continue default do double else enum extern false float for goto if inline int long "
                    "namespace nullptr operator return short signed sizeof static struct switch template true typename unsigned using void volatile "
                    "while threadIdx blockIdx blockDim gridDim warpSize min max size_t half half2 float2 float4 int2 int4 dim3".split())
PYTHON_WORDS = frozenset((*keyword.kwlist, *dir(builtins)))


PROSE = ".txt"          # the suffix that stands for whatever is read by its words
LONG = 300              # characters of a text in a program from which on it is read as one
PLAIN = re.compile(r"\n|\w+")


@dataclass(frozen=True)
class Words:
    """The folded words of a program, and the line of each."""
    words: list[str]
    lines: list[int]


@dataclass(frozen=True)
class Print:
    """One fingerprint, and the token it begins with."""
    hash: int
    place: int


@dataclass(frozen=True)
class Side:
    """One of two programs beside each other: its lines, and which of them the other has too."""
    learner: str
    lines: tuple[str, ...]
    shared: frozenset[int]          # line numbers from 1


@dataclass(frozen=True)
class Pair:
    """Two programs that share much: of the shorter one's fingerprints so many are in the other."""
    exercise: str
    left: Side
    right: Side
    score: float
    prints: int
    of: str = ""                    # what of the work it is, where it is not the program

    @property
    def what(self) -> str:
        return f"{self.exercise}, {self.of}" if self.of else self.exercise


def tokens(text: str, suffix: str = ".py") -> Words:
    """Return a program's folded words; of a text that is no program, what can be read of it."""
    is_python, found, line = suffix == ".py", Words([], []), 1
    kept, known = PYTHON_WORDS if is_python else C_WORDS, dict[str, str]()
    text = text[:LONGEST] if suffix == PROSE else UNREAD[is_python].sub(_unread, text[:LONGEST])
    for word in (PLAIN if suffix == PROSE else WORD).findall(text):
        if word == "\n":
            line += 1
            continue
        if word not in known:
            known[word] = word.casefold() if suffix == PROSE else _folded(word, kept)
        found.words.append(known[word])
        found.lines.append(line)
    return found


def long_texts(program: str) -> str:
    """Return the long texts that stand in a program, a report or a script for one; its docstrings are the stub's, or comments."""
    found = (match for match in UNREAD[True].finditer(program[:LONGEST]) if not match[0].startswith("#") and len(match[0]) >= LONG)
    return "\n".join(match[0] for match in found if _unread(match).strip())


def of_a_folder(files: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return {suffix: text} of (path, text) of a folder: its Python programs as one, all else as one text; each file under its name."""
    found: dict[str, str] = {}
    for path, text in files:
        suffix = ".py" if path.endswith(".py") else PROSE
        found[suffix] = found.get(suffix, "") + f"# {path}\n{text}\n"
    return found


def _unread(match: re.Match[str]) -> str:
    """Return what stands for a string, and nothing for a comment or a docstring, a comment in another dress; lines stay where they are."""
    lines = "\n" * match[0].count("\n")
    if match[0].startswith(("#", "//", "/*")):
        return lines
    begin, end = match.string.rfind("\n", 0, match.start()) + 1, match.string.find("\n", match.end())
    alone = not match.string[begin:match.start()].strip() and not match.string[match.end():None if end < 0 else end].strip()
    return lines if alone else f' ""{lines}'


def _folded(word: str, kept: frozenset[str]) -> str:
    """Return a word without what its author chose: an attribute is the library's word, unless it is one of its own object."""
    if re.fullmatch(NAME, word):
        return word if word in kept or word.startswith("__") else "i"
    if word.startswith(("self", "this")):
        return "self.i"
    return "s" if word == '""' else "n" if re.match(r"\.?\d", word) else re.sub(r"[ \t]", "", word)


def grams(words: Sequence[str]) -> list[int]:
    """Return the hash of every K words in a row."""
    codes = {word: crc32(word.encode("utf-8", "replace")).to_bytes(4, "big") for word in set(words)}
    row = b"".join([codes[word] for word in words])
    return [crc32(row[4 * n:4 * (n + K)]) for n in range(len(words) - K + 1)]


def fingerprints(text: str, suffix: str = ".py") -> list[Print]:
    """Return the fingerprints of a program: in every window of grams the least, of equals the last."""
    return [Print(value, n) for n, value in winnowed(grams(tokens(text, suffix).words))]


def winnowed(hashes: Sequence[int], window: int = WINDOW) -> list[tuple[int, int]]:
    """Return place and value of the least hash in every window, each place once."""
    chosen, least = list[tuple[int, int]](), -1
    for end in range(window, max(len(hashes), min(len(hashes), 1) * window) + 1):
        begin, last = end - window, min(end, len(hashes)) - 1
        if least < begin:               # it has left the window: look at all of it
            value = min(hashes[begin:last + 1])
            least = max(n for n in range(begin, last + 1) if hashes[n] == value)
        elif hashes[last] <= hashes[least]:
            least = last
        else:
            continue
        chosen.append((least, hashes[least]))
    return chosen


def everybodys(texts: Iterable[str], suffix: str = ".py") -> set[int]:
    """Return the grams of what all have before them: the stub, the solution and what is near it."""
    return {value for text in texts for value in grams(tokens(text, suffix).words)}


def similar(exercise: str, programs: Mapping[str, str], given: Iterable[str], suffix: str = ".py", of: str = "") -> list[Pair]:
    """Return the pairs of an exercise that are worth a look, the closest first; `given` are the texts that count nothing."""
    ignored = everybodys(given, suffix)
    found = {who: fingerprints(text, suffix) for who, text in programs.items()}
    holders: dict[int, list[str]] = {}
    for who, prints in found.items():
        for value in {p.hash for p in prints} - ignored:
            holders.setdefault(value, []).append(who)
    most = max(FEW, COMMON * len(programs))
    kept = {value: who for value, who in holders.items() if len(who) <= most}
    sizes = Counter(who for several in kept.values() for who in several)
    shared = Counter(pair for several in kept.values() for pair in combinations(several, 2))
    pairs = [(shared[a, b] / min(sizes[a], sizes[b]), count, a, b) for (a, b), count in shared.items() if count >= LEAST]
    near = sorted((p for p in pairs if p[0] >= THRESHOLD), key=lambda p: (-p[0], -p[1], p[2], p[3]))[:SHOWN]
    told = []
    for score, count, a, b in near:
        both = {p.hash for p in found[a]} & {p.hash for p in found[b]} & kept.keys()
        left, right = (_side(who, programs[who], suffix, [p.place for p in found[who] if p.hash in both]) for who in (a, b))
        told.append(Pair(exercise, left, right, score, count, of))
    return told


def _side(learner: str, text: str, suffix: str, places: Sequence[int]) -> Side:
    lines = tokens(text, suffix).lines
    return Side(learner, tuple(text.split("\n")), frozenset(line for n in places for line in lines[n:n + K]))
