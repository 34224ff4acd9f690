"""What every way of writing a tree shares, the walk and parentheses by precedence; and Python, as it is typed."""
from collections.abc import Mapping

from .tree import Declaration, Tree

# How tightly a form binds; whoever stands below a form of higher binding gets parentheses.
RELATION, SUM, SIGNED, BIG, QUOTIENT, PRODUCT, NEGATIVE, POWER, POSTFIX, ENTRY, ATOM = 5, 10, 12, 18, 19, 20, 30, 40, 60, 70, 100

FORMS = {"num": "number", "sym": "symbol", "idx": "entry", "+": "terms", "*": "times", "@": "product", "/": "quotient", "neg": "negative",
         "^": "power", "T": "transposed", "fn": "function", "sum": "ranged", "prod": "ranged", "max": "ranged", "min": "ranged",
         "D": "derivative", "E": "mean", "mod": "modulo", "rel": "relation"}

Declarations = Mapping[str, Declaration]
Written = tuple[str, int]


class Writer:
    """What the three ways of writing share: the walk, and parentheses by precedence."""

    brackets = ("(", ")")

    minus = "-"
    after_sign = SUM + 1        # what may follow + or − without parentheses

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations

    def form(self, tree: Tree) -> Written:
        """Return the node's text and how tightly it binds."""
        written: Written = getattr(self, FORMS.get(str(tree[0]), str(tree[0])))(tree)
        return written

    def text(self, tree: Tree, least: int = 0) -> str:
        """Return the tree's text, in parentheses where it binds less tightly than `least`."""
        text, binds = self.form(tree)
        return text if binds >= least else self.brackets[0] + text + self.brackets[1]

    def listed(self, trees: tuple[Tree, ...]) -> str:
        return ", ".join(self.text(tree) for tree in trees)

    def is_whole_range(self, tree: Tree) -> bool:
        """Whether a range is that of its declared index."""
        declaration = self.declarations.get(tree[2], ("nothing",))
        return bool(declaration[0] == "index" and tree[3] == ("num", 1, 1) and tree[4] == declaration[1])

    def terms(self, tree: Tree) -> Written:
        text = self.text(tree[1], SUM)
        for term in tree[2:]:
            sign, term = (self.minus, term[1]) if term[0] == "neg" else ("+", term)
            text += f" {sign} {self.text(term, self.after_sign)}"
        return text, SUM


class Typed(Writer):
    """Python."""

    def number(self, tree: Tree) -> Written:
        if tree[2] != 1:
            return f"Rational({tree[1]}, {tree[2]})", ATOM
        return str(tree[1]), ATOM if tree[1] >= 0 else NEGATIVE

    def symbol(self, tree: Tree) -> Written:
        return tree[1], ATOM

    def entry(self, tree: Tree) -> Written:
        return f"{self.text(tree[1], POSTFIX)}[{self.listed(tree[2:])}]", ENTRY

    def _joined(self, sign: str, tree: Tree) -> Written:
        return sign.join([self.text(tree[1], PRODUCT), *(self.text(part, PRODUCT + 1) for part in tree[2:])]), PRODUCT

    def times(self, tree: Tree) -> Written:
        return self._joined(" * ", tree)

    def product(self, tree: Tree) -> Written:
        return self._joined(" @ ", tree)

    def quotient(self, tree: Tree) -> Written:
        return self._joined(" / ", tree)

    def negative(self, tree: Tree) -> Written:
        return "-" + self.text(tree[1], NEGATIVE), NEGATIVE

    def power(self, tree: Tree) -> Written:
        if self.is_array(tree[1]):
            return f"power({self.listed(tree[1:])})", ATOM
        return f"{self.text(tree[1], POWER + 1)}**{self.text(tree[2], NEGATIVE)}", POWER

    def is_array(self, tree: Tree, square: bool = True) -> bool:
        """Whether a base is an array, square or not; False where its names are not declared."""
        from .shapes import ShapeError, is_number, shape_of  # which write their messages with this module
        try:
            shape = shape_of(tree, self.declarations)
        except ShapeError:
            return False
        return not is_number(shape) and square == (len(shape) == 2 and shape[0] == shape[1])

    def transposed(self, tree: Tree) -> Written:
        return self.text(tree[1], POSTFIX) + ".T", POSTFIX

    def function(self, tree: Tree) -> Written:
        name, *arguments = tree[1:]
        if name == "hadamard":
            return self._joined(" * ", tree[1:])
        if name == "hadamard_power" and self.is_array(arguments[0], square=False):
            return f"{self.text(arguments[0], POWER + 1)}**{self.text(arguments[1], NEGATIVE)}", POWER
        return f"{name}({self.listed(tuple(arguments))})", ATOM

    def call(self, tree: Tree) -> Written:
        return f"{tree[1]}({self.listed(tree[2:])})", ATOM

    def ranged(self, tree: Tree) -> Written:
        op, limits = tree[0], []
        while tree[0] == op:
            limits.append(tree[2] if self.is_whole_range(tree) else f"({tree[2]}, {self.listed(tree[3:])})")
            tree = tree[1]
        return f"{op.capitalize()}({self.text(tree)}, {', '.join(reversed(limits))})", ATOM

    def integral(self, tree: Tree) -> Written:
        return f"Integral({self.text(tree[1])}, ({tree[2]}, {self.listed(tree[3:])}))", ATOM

    def derivative(self, tree: Tree) -> Written:
        by = []
        while tree[0] == "D":
            by.append(self.text(tree[2]))
            tree = tree[1]
        return f"D({self.text(tree)}, {', '.join(reversed(by))})", ATOM

    def at(self, tree: Tree) -> Written:
        return f"At({self.text(tree[1])}, {tree[2]}, {self.text(tree[3])})", ATOM

    def mean(self, tree: Tree) -> Written:
        declared = self.declarations.get(tree[2]) == ("random", tree[3])
        return f"E({self.text(tree[1])}, {tree[2]}{'' if declared else ', ' + self.text(tree[3])})", ATOM

    def modulo(self, tree: Tree) -> Written:
        return f"modulo({self.text(tree[1])}, {tree[2]}, {tree[3]})", ATOM

    def block(self, tree: Tree) -> Written:
        return "block([" + ", ".join(f"[{self.listed(row)}]" for row in tree[1]) + "])", ATOM

    def relation(self, tree: Tree) -> Written:
        op, left, right = tree[1:]
        if op in ("=", "!="):
            return f"{'Eq' if op == '=' else 'Ne'}({self.text(left)}, {self.text(right)})", ATOM
        return f"{self.text(left, SUM)} {op} {self.text(right, SUM)}", RELATION
