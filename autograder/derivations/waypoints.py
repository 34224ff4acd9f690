"""A result asked for on the way: does a line show it, as a whole or as a part that the line really depends on?"""
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, permutations

from ..algebra.shapes import ShapeError, shape_of
from ..algebra.tree import ONE, ZERO, Tree, children, flat, free_names, nodes, substitute, walk, with_children
from .canonical import same, sums_in_order
from .setting import Setting, added

MOST_PARTS = 400            # of one line that are looked at
AS_WRITTEN = frozenset({"T"})           # (AB)ᵀ for BᵀAᵀ is no other result
REALLY = frozenset({"sum"})             # 0 · w and Σ (w − w) do not depend on w
OF_OTHER_SIZE = 8           # nodes by which the same result may be longer or shorter
MOST_TERMS = 7              # of a sum in which terms that cancel are looked for
NOTHING_NEW = frozenset({"sum", "T", "define"})     # by these, w − w written twice is seen to be 0

Put = Callable[[Tree], Tree]


class Lookout:
    """Walks along a chain and takes off a list what its lines show.

    Terms that a line adds to the one above and that leave its other terms as they are sum to 0.  They are idle: what they show, and the steps
    spent on them, count once they are used, by being worked into the rest, and never if they are taken away again as they came.
    """

    def __init__(self, wanted: Sequence[Tree], setting: Setting) -> None:
        self.ahead = list(wanted)
        self.setting = setting
        self.core: list[Tree] = []
        self.idle: list[Tree] = []
        self.pending: list[Tree] = []       # what the idle terms show
        self.held = 0                       # the steps spent on them

    def start(self, line: Tree) -> None:
        """Begin at the first line, or at the first of a case."""
        self.core, self.idle, self.pending, self.held = _terms(flat(line)), [], [], 0
        self._find(line)

    def follow(self, line: Tree, steps: int, relation: str, setting: Setting) -> int:
        """Look at the next line, reached by so many steps; return how many count now."""
        self.setting = setting
        here = _terms(flat(line))
        kept, rest = self._split(here, self.idle)
        old, new = self._split(rest, self.core)
        if relation == "=" and len(old) == len(self.core):
            return self._idled(kept, new, line, steps)
        used = relation != "=" or len(kept) < len(self.idle)
        if used:
            steps, kept, old = steps + self.held, [], here
            self._take(self.pending)
        zeros = [] if used else self._zeros(new)
        self.idle = [*kept, *zeros]
        self.core = old if used else [*old, *self._split(new, zeros)[1]]
        self.held, self.pending = (0, []) if used else (self.held, self.pending)
        self._find(added(self.core) if self.idle else line, whole=line)
        return steps

    def end(self) -> int:
        """What is idle in the last line was asked for: return the steps spent on it."""
        self._take(self.pending)
        return self.held

    def _idled(self, kept: list[Tree], new: list[Tree], line: Tree, steps: int) -> int:
        self.idle = [*kept, *new]
        self.held = self.held + steps if self.idle else 0
        if not self.idle:
            self.pending = []
        elif new and not (len(new) > 1 and self._is_zero(new)):
            self.pending += [wanted for wanted in self.ahead if shows(added(new), wanted, self.setting)]
        self._find(line, whole=line, parts=False)
        return 0

    def _split(self, terms: Sequence[Tree], others: Sequence[Tree]) -> tuple[list[Tree], list[Tree]]:
        """Return the terms that are among the others, and those that are not, each counted as often as it stands."""
        left = list(others)
        among: list[Tree] = []
        apart: list[Tree] = []
        for term in terms:
            twin = next((other for other in left if self.setting.same(term, other)), None)
            (apart if twin is None else among).append(term)
            if twin is not None:
                left.remove(twin)
        return among, apart

    def _zeros(self, new: Sequence[Tree]) -> list[Tree]:
        """Return two new terms that sum to 0, whatever else the line does; more may do so in an honest product, multiplied out."""
        if not self.ahead or len(new) > MOST_TERMS:
            return []
        return next((list(pair) for pair in combinations(new, 2) if self._is_zero(pair)), [])

    def _is_zero(self, terms: Sequence[Tree]) -> bool:
        return self.setting.agree(added(terms), ("*", ZERO, terms[0]), NOTHING_NEW) is True

    def _find(self, line: Tree, whole: Tree | None = None, parts: bool = True) -> None:
        self._take([wanted for wanted in self.ahead if whole is not None and self.setting.same(flat(whole), flat(wanted))
                    or parts and shows(line, wanted, self.setting)])

    def _take(self, found: Sequence[Tree]) -> None:
        self.ahead = [wanted for wanted in self.ahead if wanted not in found]


def _terms(line: Tree) -> list[Tree]:
    if line[0] == "neg" and line[1][0] == "+":
        return [term[1] if term[0] == "neg" else ("neg", term) for term in line[1][1:]]
    return list(line[1:]) if line[0] == "+" else [line]


def shows(line: Tree, wanted: Tree, setting: Setting) -> bool:
    """Return whether the line shows the result, its free indices called by any letters."""
    line, wanted = flat(line), flat(wanted)
    if setting.same(line, wanted):
        return True
    for count, (part, with_part) in enumerate(_parts(line, lambda whole: whole)):
        if count >= MOST_PARTS:
            return False
        if any(_is(part, meant, setting) for meant in _relettered(wanted, part, setting)) and _depends(line, part, with_part, setting):
            return True
    return False


def _is(part: Tree, wanted: Tree, setting: Setting) -> bool:
    if setting.same(part, wanted):
        return True
    if nodes(part) == nodes(wanted) and same(sums_in_order(part), sums_in_order(wanted)):
        return True
    if abs(nodes(part) - nodes(wanted)) > OF_OTHER_SIZE or free_names(part) != free_names(wanted) or not _same_shape(part, wanted, setting):
        return False
    return setting.agree(wanted, part, AS_WRITTEN) is True


def _same_shape(a: Tree, b: Tree, setting: Setting) -> bool:
    try:
        return shape_of(a, setting.declarations) == shape_of(b, setting.declarations)
    except ShapeError:
        return False


def _relettered(wanted: Tree, part: Tree, setting: Setting) -> Iterator[Tree]:
    """Yield the result with its free indices called as in the part."""
    yield wanted
    mine, theirs = sorted(setting.free_indices(wanted)), sorted(setting.free_indices(part))
    if mine != theirs and 0 < len(mine) <= 3 and len(mine) == len(theirs):
        for letters in permutations(theirs):
            if all(setting.declarations[a] == setting.declarations[b] for a, b in zip(mine, letters, strict=True)):
                yield substitute(wanted, {a: ("sym", b) for a, b in zip(mine, letters, strict=True)})


def _depends(line: Tree, part: Tree, put: Put, setting: Setting) -> bool:
    """A line depends on a part if it changes when the part does."""
    if part == line:
        return True
    try:
        other = put(("+", part, ONE) if shape_of(part, setting.declarations) == () else ("*", ("num", 2, 1), part))
    except ShapeError:
        return False
    return setting.agree(line, other, REALLY) is not True and not _cancels(line, part, setting)


def _cancels(line: Tree, part: Tree, setting: Setting) -> bool:
    """A result that stands beside its own negative, written otherwise, is not shown: some terms with it among them sum to 0."""
    for node in walk(line):
        if node[0] == "+" and len(node) - 1 <= MOST_TERMS:
            holds = [n for n, term in enumerate(node[1:], 1) if any(below == part for below in walk(term))]
            for count in range(2, len(node)):
                for chosen in combinations(range(1, len(node)), count):
                    if set(holds) & set(chosen) and setting.agree(("+", *(node[n] for n in chosen)), ZERO, NOTHING_NEW) is True:
                        return True
    return False


def _parts(tree: Tree, put: Put) -> Iterator[tuple[Tree, Put]]:
    """Yield every part of a line with the way to put another in its stead: nodes, and some of the terms or factors of one."""
    yield tree, put
    below = children(tree)
    if tree[0] in ("+", "*", "@") and len(below) > 2:
        yield from _some_of(tree, put)
    for n, part in enumerate(below):
        def deeper(node: Tree, n: int = n) -> Tree:
            return put(with_children(tree, (*below[:n], node, *below[n + 1:])))
        yield from _parts(part, deeper)


def _some_of(tree: Tree, put: Put) -> Iterator[tuple[Tree, Put]]:
    op, parts = tree[0], tree[1:]
    for count in range(2, len(parts)):
        for chosen in combinations(range(len(parts)), count):
            if op == "@" and chosen[-1] - chosen[0] >= count:
                continue        # neighbours only: matrices do not commute
            def instead(node: Tree, chosen: tuple[int, ...] = chosen) -> Tree:
                kept = [part for n, part in enumerate(parts) if n not in chosen]
                place = chosen[0] if op == "@" else len(kept)
                return put((op, *kept[:place], node, *kept[place:]))
            yield (op, *(parts[n] for n in chosen)), instead
