"""Formulas and tables of a statement, which stand as they were written where they fit, and are laid out anew where they do not.

What stands side by side goes one under the other, a table's last column goes on under itself, and a formula that is longer than a
line is broken where fewest brackets are open, before an operator.
"""
import re
import unicodedata

GAP = re.compile(r"(?<=[^ .:;?!]) {2,}(?=\S)|(?<=[.:;?!]) {3,}(?=\S)")      # between things side by side; two spaces may end a sentence
TIGHT = 4               # columns between two things that need not be aligned
ALIKE = 2 / 3           # of the widest gap: those as wide separate things of one kind
LEAST = 24              # columns in which a table's last column can still be read
MORE = 4                # columns that the rest of a formula is indented by
OPERATORS = frozenset("+ − - = ≠ ≤ ≥ < > · × / | ‖ ⊕ ⊙ ∈ ~ ⇒ →".split())
OPENING, CLOSING = "([{", ")]}"
CODE = re.compile("\x1b\\[[0-9;]*m")


def size(text: str) -> int:
    """Return how many columns a text takes, escapes apart."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in CODE.sub("", text))


def is_set_off(block: str) -> bool:
    """Return whether a paragraph is to stand as it was written: one that is indented, or goes on indented."""
    return bool(re.match(r"\s|.*\n\s", block))


def fitted(block: str, room: int) -> list[str]:
    """Return a set-off block as lines of at most so many columns."""
    lines, rows, number = block.split("\n"), list[str](), 0
    while number < len(lines):
        line, number = lines[number], number + 1
        if size(line) <= room:
            rows.append(line)
            continue
        at = _hanging(line, [*lines[:number - 1], *lines[number:]])
        indent = size(line[:at])
        if indent > room - LEAST:
            at, indent = _margin(line), _margin(line)
        text, is_cell = line[at:], indent > min(map(_margin, filter(str.strip, lines)))
        while is_cell and number < len(lines) and _goes_on(text, lines[number], indent):
            text, number = f"{text} {lines[number].strip()}", number + 1
        first, *rest = flowed(text, room - indent, 0 if is_cell else MORE)
        rows += [line[:at] + first, *(" " * indent + row for row in rest)]
    return rows


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def _goes_on(text: str, below: str, indent: int) -> bool:
    """Return whether the line below is the rest of a sentence: it stands under its beginning, and has nothing side by side."""
    return _margin(below) == indent and below.strip()[:1].islower() and not GAP.search(text) and not GAP.search(below.strip())


def _hanging(line: str, others: list[str]) -> int:
    """Return where the part of a line begins that goes on under itself: after a dash, or at the first column that other lines have too."""
    margin = _margin(line)
    if line[margin:].startswith("- "):
        return margin + 2
    taken = {size(other[:at]) for other in others for at in (_margin(other), *(m.end() for m in GAP.finditer(other)))}
    return next((m.end() for m in GAP.finditer(line) if size(line[:m.end()]) in taken), margin)


def flowed(text: str, room: int, more: int) -> list[str]:
    """Return a text in rows: side by side what fits, broken at the widest gaps first; what goes on after a break is indented by `more`."""
    if size(text) <= room:
        return [text]
    gaps = [m.group() for m in GAP.finditer(text)]
    if not gaps:
        return _broken(text, room, more)
    tight = GAP.sub(lambda gap: gap.group()[:TIGHT], text) if more else _tightened(text, room)
    if size(tight) <= room:
        return [tight]
    widest = max(map(len, gaps))
    pieces, at = list[str](), 0
    for gap in GAP.finditer(text):
        if len(gap.group()) > ALIKE * widest:
            pieces, at = [*pieces, text[at:gap.start()]], gap.end()
    pieces.append(text[at:])
    if widest == 2 and any(size(piece) > room for piece in pieces):
        return _broken(text, room, more)
    rows = list[str]()
    for piece in pieces:
        beside = f"{rows[-1]}{' ' * min(widest, TIGHT)}{piece}" if rows else ""
        rows = [*rows[:-1], beside] if rows and size(beside) <= room else [*rows, *flowed(piece, room, more)]
    return rows


def _tightened(text: str, room: int) -> str:
    """Return a table's cell with its gaps narrowed, from the last one on, as far as it takes: what stands further left may be aligned."""
    for gap in reversed([*GAP.finditer(text)]):
        if size(text) > room:
            text = text[:gap.start()] + gap.group()[:TIGHT] + text[gap.end():]
    return text


def _broken(text: str, room: int, more: int) -> list[str]:
    """Return a text without gaps in rows, each but the first indented."""
    rows, rest = list[str](), text
    while size(rest) > room:
        at = _break(rest, room)
        rows.append(rest[:at].rstrip())
        rest = " " * more + rest[at:].lstrip()
    return [*rows, rest]


def _break(text: str, room: int) -> int:
    """Return where a text is broken: late, but not within brackets where that can be helped."""
    depth, found = 0, list[tuple[int, int]]()
    start, least = _margin(text), 2 * room // 3
    for at, letter in enumerate(text):
        depth += (letter in OPENING) - (letter in CLOSING)
        if letter == " " and at > start and size(text[:at]) <= room:
            found.append((max(depth, 0), at))
    if not found:
        return next((at for at in range(len(text), 0, -1) if size(text[:at]) <= room), 1)
    late = [one for one in found if size(text[:one[1]]) >= least] or found
    _, at = min(late, key=lambda one: (one[0], -one[1]))
    before = text.rfind(" ", start, at)
    return before if before > start and text[before + 1:at] in OPERATORS else at
