"""How a tree is written: as typed in Python, as on paper in Unicode, and in LaTeX; parentheses where precedence asks for them."""
from collections.abc import Mapping
from itertools import groupby

from .tree import Declaration, Tree

# How tightly a form binds; whoever stands below a form of higher binding gets parentheses.
RELATION, SUM, SIGNED, BIG, QUOTIENT, PRODUCT, NEGATIVE, POWER, POSTFIX, ENTRY, ATOM = 5, 10, 12, 18, 19, 20, 30, 40, 60, 70, 100

FORMS = {"num": "number", "sym": "symbol", "idx": "entry", "+": "terms", "*": "times", "@": "product", "/": "quotient", "neg": "negative",
         "^": "power", "T": "transposed", "fn": "function", "sum": "ranged", "prod": "ranged", "max": "ranged", "min": "ranged",
         "D": "derivative", "E": "mean", "mod": "modulo", "rel": "relation"}

Declarations = Mapping[str, Declaration]
Written = tuple[str, int]


def typed(tree: Tree, declarations: Declarations | None = None) -> str:
    """Return the tree as the Python that builds it; declarations let sums over whole indices be written short."""
    return Typed(declarations or {}).text(tree)


def unicode(tree: Tree, declarations: Declarations | None = None) -> str:
    """Return the tree as a line on paper."""
    return Paper(declarations or {}).text(tree)


def latex(tree: Tree, declarations: Declarations | None = None) -> str:
    """Return the tree as LaTeX, for mathematics mode."""
    return Latex(declarations or {}).text(tree)


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


GREEK = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eps": "ε", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
         "kappa": "κ", "lam": "λ", "lambda_": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
         "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lam": "Λ", "Lambda": "Λ",
         "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "oo": "∞"}
RAISED = str.maketrans("0123456789+−()=abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾⁼ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
LOWERED = str.maketrans("0123456789+−()=aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎₌ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
SIGNS = {"=": "=", "<=": "≤", ">=": "≥", "<": "<", ">": ">", "!=": "≠"}
CALLED = {"gamma": "Γ", "lgamma": "log Γ", "digamma": "ψ", "sigmoid": "σ", "logdet": "log det", "N": "𝒩"}


class Paper(Writer):
    """Unicode, as on paper."""

    minus = "−"
    after_sign = SIGNED + 1
    signs = SIGNS
    big = {"sum": "Σ", "prod": "Π", "max": "max", "min": "min"}     # read only
    called = CALLED
    circle, cross, gap, dot, partial, expectation = "∘", "⊗", " ", " · ", "∂", "E"

    # -- the pieces in which LaTeX differs
    def name(self, name: str) -> str:
        stem = name.rstrip("0123456789")
        if stem and stem != name:
            return GREEK.get(stem, stem) + name[len(stem):].translate(LOWERED)
        return GREEK.get(name, name)

    def above(self, text: str) -> str:
        plain = text.replace(" ", "")
        return plain.translate(RAISED) if all(ord(c) in RAISED for c in plain) else f"^({text})" if len(text) > 1 else f"^{text}"

    def below(self, text: str) -> str:
        plain = text.replace(" ", "").replace(",", "")
        return plain.translate(LOWERED) if all(ord(c) in LOWERED for c in plain) else f"_{text}" if len(text) == 1 else f"_{{{text}}}"

    def fraction(self, top: Tree, bottom: Tree) -> Written:
        return f"{self.text(top, QUOTIENT + 1)}/{self.text(bottom, NEGATIVE + 1)}", QUOTIENT

    def root(self, tree: Tree) -> Written:
        return "√" + self.text(tree, ENTRY), POSTFIX

    def around(self, left: str, text: str, right: str) -> str:
        return left + text + right

    def slope(self, body: Tree, by: list[Tree]) -> Written:
        top, bottom = self.slope_parts(by)
        bottom = f"({bottom})" if " " in bottom else bottom
        if body[0] in ("sym", "idx", "call"):
            return f"{top}{self.text(body)}/{bottom}", QUOTIENT
        return f"{top}/{bottom} {self.around('[', self.text(body), ']')}", BIG

    def table(self, rows: list[list[str]]) -> str:
        return "[" + "; ".join(" ".join(row) for row in rows) + "]"

    def cases(self, claim: str, yes: str, no: str) -> str:
        return f"{{{yes} if {claim}, else {no}}}"

    def stacked(self, top: str, bottom: str) -> str:
        return f"C({top}, {bottom})"

    def word(self, name: str) -> str:
        return name

    # -- the forms
    def number(self, tree: Tree) -> Written:
        if tree[2] != 1:
            text, binds = self.fraction(("num", abs(tree[1]), 1), ("num", tree[2], 1))
            return (text, binds) if tree[1] >= 0 else (self.minus + text, SIGNED)
        return (str(tree[1]), ATOM) if tree[1] >= 0 else (f"{self.minus}{-tree[1]}", SIGNED)

    def symbol(self, tree: Tree) -> Written:
        return self.name(tree[1]), ATOM

    def entry(self, tree: Tree) -> Written:
        return self.text(tree[1], ENTRY) + self.below(self.listed(tree[2:])), ENTRY

    def times(self, tree: Tree) -> Written:
        return self._side_by_side(tree[1:])

    def product(self, tree: Tree) -> Written:
        return self._side_by_side(tree[1:])

    def _side_by_side(self, factors: tuple[Tree, ...]) -> Written:
        if _is_negative(factors[0]):        # −a b is read alike either way
            return self.minus + self.text(("*", _opposite(factors[0]), *factors[1:]), SIGNED + 1), SIGNED
        last = len(factors) - 1
        texts = [self.text(factor, PRODUCT + 1 if place else PRODUCT) if place != last else self.text(factor, self._last(factor))
                 for place, factor in enumerate(factors)]
        line = texts[0]
        for text in texts[1:]:
            line += (self.dot if text[0] in "0123456789" else self.gap) + text
        return line, PRODUCT if self._last(factors[last]) == PRODUCT + 1 else BIG

    def _last(self, factor: Tree) -> int:
        """A big operator, or a derivative of a bracket, may stand last in a product: it reaches to the end anyway."""
        return BIG if factor[0] in ("sum", "prod", "max", "min", "integral", "D") and self.form(factor)[1] == BIG else PRODUCT + 1

    def quotient(self, tree: Tree) -> Written:
        if _is_negative(tree[1]):
            return self.minus + self.text(("/", _opposite(tree[1]), tree[2]), SIGNED + 1), SIGNED
        return self.fraction(tree[1], tree[2])

    def negative(self, tree: Tree) -> Written:
        return self.minus + self.text(tree[1], SIGNED + 1), SIGNED

    def power(self, tree: Tree) -> Written:
        return self.text(tree[1], POSTFIX + 1) + self.above(self.text(tree[2])), POSTFIX

    def transposed(self, tree: Tree) -> Written:
        return self.text(tree[1], POSTFIX + 1) + self.top(), POSTFIX

    def top(self) -> str:
        return "ᵀ"

    def call(self, tree: Tree) -> Written:
        return f"{self.name(tree[1])}({self.listed(tree[2:])})", ATOM

    def function(self, tree: Tree) -> Written:
        name, arguments = tree[1], tree[2:]
        special = getattr(self, f"write_{name}", None)
        if special is not None:
            written: Written = special(*arguments)
            return written
        return self.called.get(name, self.word(name)) + self.around("(", self.listed(arguments), ")"), ATOM

    def write_delta(self, i: Tree, j: Tree) -> Written:
        return self.name("delta") + self.below(self.listed((i, j))), ENTRY

    def write_inv(self, a: Tree) -> Written:
        return self.text(a, POSTFIX + 1) + self.above(self.minus + "1"), POSTFIX

    def write_abs(self, a: Tree) -> Written:
        return self.around("|", self.text(a), "|"), ATOM

    def write_norm(self, a: Tree) -> Written:
        return self.around("‖", self.text(a), "‖"), ATOM

    def write_norm2(self, a: Tree) -> Written:
        return self.write_norm(a)[0] + self.above("2"), POSTFIX

    def write_frobenius2(self, a: Tree) -> Written:
        return self.write_norm(a)[0] + self.below("F") + self.above("2"), POSTFIX

    def write_sqrt(self, a: Tree) -> Written:
        return self.root(a)

    def write_floor(self, a: Tree) -> Written:
        return self.around("⌊", self.text(a), "⌋"), ATOM

    def write_factorial(self, a: Tree) -> Written:
        return self.text(a, ENTRY) + "!", POSTFIX

    def write_binomial(self, a: Tree, b: Tree) -> Written:
        return self.stacked(self.text(a), self.text(b)), ATOM

    def write_hadamard(self, a: Tree, b: Tree) -> Written:
        return f"{self.text(a, QUOTIENT + 1)} {self.circle} {self.text(b, PRODUCT + 1)}", QUOTIENT

    def write_hadamard_power(self, a: Tree, b: Tree) -> Written:
        return self.text(a, POSTFIX + 1) + self.circle + self.above(self.text(b)), POSTFIX

    def write_kron(self, a: Tree, b: Tree) -> Written:
        return f"{self.text(a, QUOTIENT + 1)} {self.cross} {self.text(b, PRODUCT + 1)}", QUOTIENT

    def write_eye(self, n: Tree) -> Written:
        return "I" + self.below(self.text(n)), ENTRY

    def write_ones(self, *sizes: Tree) -> Written:
        return "𝟏" + self.below(self.listed(sizes)), ENTRY

    def write_zeros(self, *sizes: Tree) -> Written:
        return "𝟎" + self.below(self.listed(sizes)), ENTRY

    def write_indicator(self, claim: Tree) -> Written:
        return self.around("[", self.text(claim), "]"), ATOM

    def write_where(self, claim: Tree, yes: Tree, no: Tree) -> Written:
        return self.cases(self.text(claim), self.text(yes), self.text(no)), ATOM

    def ranged(self, tree: Tree) -> Written:
        op, bound, low, high = tree[0], tree[2], tree[3], tree[4]
        name = self.name(bound)
        if self.is_whole_range(tree):
            reach = self.below(name)
        elif all(ord(c) in LOWERED for c in name + self.text(low)) and all(ord(c) in RAISED for c in self.text(high)):
            reach = self.below(f"{name}={self.text(low)}") + self.above(self.text(high))
        else:
            reach = f"_{{{name} = {self.text(low)} … {self.text(high)}}}"
        return f"{self.big[op]}{reach} {self.text(tree[1], BIG)}", BIG

    def integral(self, tree: Tree) -> Written:
        low, high = self.text(tree[3]), self.text(tree[4])
        return f"∫{self.below(low)}{self.above(high)} {self.text(tree[1], BIG)} d{self.name(tree[2])}", BIG

    def derivative(self, tree: Tree) -> Written:
        by: list[Tree] = []
        while tree[0] == "D":
            by.append(tree[2])
            tree = tree[1]
        return self.slope(tree, by)

    def slope_parts(self, by: list[Tree]) -> tuple[str, str]:
        """Return ∂² and ∂y ∂x; the same name twice is ∂x²."""
        top = self.partial.strip() + (self.above(str(len(by))) if len(by) > 1 else "")
        runs = [(bottom, len(list(run))) for bottom, run in groupby(self.partial + self.text(each, ENTRY) for each in by)]
        return top, self.gap.join(bottom + (self.above(str(count)) if count > 1 else "") for bottom, count in runs)

    def at(self, tree: Tree) -> Written:
        body = self.text(tree[1], QUOTIENT)
        return f"{body}|{self.below(f'{self.name(tree[2])} = {self.text(tree[3])}')}", BIG

    def mean(self, tree: Tree) -> Written:
        return self.expectation + self.below(self.name(tree[2])) + self.around("[", self.text(tree[1]), "]"), ATOM

    def modulo(self, tree: Tree) -> Written:
        rest = self.name(tree[2]) + (self.above(str(tree[3])) if tree[3] > 1 else "")
        return f"{self.text(tree[1], SUM)} + O({rest})", SUM

    def block(self, tree: Tree) -> Written:
        return self.table([[self.text(entry, POSTFIX) for entry in row] for row in tree[1]]), ATOM

    def relation(self, tree: Tree) -> Written:
        return f"{self.text(tree[2], SUM)} {self.signs[tree[1]]} {self.text(tree[3], SUM)}", RELATION


def _is_negative(tree: Tree) -> bool:
    return bool(tree[0] == "neg" or (tree[0] == "num" and tree[1] < 0))


def _opposite(tree: Tree) -> Tree:
    return ("num", -tree[1], tree[2]) if tree[0] == "num" else tree[1]


LATEX_GREEK = {letter: "\\" + name for name, letter in GREEK.items()} | {
    "ε": "\\varepsilon", "φ": "\\varphi", "λ": "\\lambda", "Λ": "\\Lambda", "∞": "\\infty"}
LATEX_PARTS = {"|": ("\\lvert ", " \\rvert"), "‖": ("\\lVert ", " \\rVert"), "⌊": ("\\lfloor ", " \\rfloor"),
               "(": ("\\left(", "\\right)"), "[": ("\\left[", "\\right]")}
KNOWN_WORDS = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "det", "max", "min")


class Latex(Paper):
    """LaTeX."""

    brackets = ("\\left(", "\\right)")
    minus = "-"
    signs = {"=": "=", "<=": "\\le", ">=": "\\ge", "<": "<", ">": ">", "!=": "\\ne"}     # read only
    big = {"sum": "\\sum", "prod": "\\prod", "max": "\\max", "min": "\\min"}             # read only
    called = {"gamma": "\\Gamma", "lgamma": "\\log\\Gamma", "digamma": "\\psi", "sigmoid": "\\sigma",     # read only
              "logdet": "\\log\\det", "N": "\\mathcal{N}"}
    circle, cross, gap, dot = "\\circ", "\\otimes", "\\, ", " \\cdot "
    partial, expectation = "\\partial ", "\\mathbb{E}"

    def name(self, name: str) -> str:
        stem = name.rstrip("0123456789") or name
        letter = GREEK.get(stem, stem)
        text = LATEX_GREEK.get(letter, letter if len(letter) == 1 else "\\mathrm{" + letter.replace("_", "\\_") + "}")
        return text if stem == name else f"{{{text}_{{{name[len(stem):]}}}}}"

    def above(self, text: str) -> str:
        return f"^{{{text}}}"

    def below(self, text: str) -> str:
        return f"_{{{text}}}"

    def fraction(self, top: Tree, bottom: Tree) -> Written:
        return f"\\frac{{{self.text(top)}}}{{{self.text(bottom)}}}", PRODUCT + 1

    def root(self, tree: Tree) -> Written:
        return f"\\sqrt{{{self.text(tree)}}}", POSTFIX

    def around(self, left: str, text: str, right: str) -> str:
        opening, closing = LATEX_PARTS[left]
        return opening + text + closing

    def slope(self, body: Tree, by: list[Tree]) -> Written:
        top, bottom = self.slope_parts(by)
        if body[0] in ("sym", "idx", "call"):
            return f"\\frac{{{top} {self.text(body)}}}{{{bottom}}}", PRODUCT + 1
        return f"\\frac{{{top}}}{{{bottom}}} {self.around('[', self.text(body), ']')}", BIG

    def table(self, rows: list[list[str]]) -> str:
        return "\\begin{bmatrix} " + " \\\\ ".join(" & ".join(row) for row in rows) + " \\end{bmatrix}"

    def cases(self, claim: str, yes: str, no: str) -> str:
        return f"\\begin{{cases}} {yes} & {claim} \\\\ {no} & \\text{{else}} \\end{{cases}}"

    def stacked(self, top: str, bottom: str) -> str:
        return f"\\binom{{{top}}}{{{bottom}}}"

    def word(self, name: str) -> str:
        return "\\" + name if name in KNOWN_WORDS else f"\\operatorname{{{name}}}"

    def top(self) -> str:
        return "^{\\top}"

    def write_hadamard_power(self, a: Tree, b: Tree) -> Written:
        return self.text(a, POSTFIX + 1) + self.above(f"{self.circle} {self.text(b)}"), POSTFIX

    def write_ones(self, *sizes: Tree) -> Written:
        return "\\mathbf{1}" + self.below(self.listed(sizes)), ENTRY

    def write_zeros(self, *sizes: Tree) -> Written:
        return "\\mathbf{0}" + self.below(self.listed(sizes)), ENTRY

    def ranged(self, tree: Tree) -> Written:
        bound, low, high = self.name(tree[2]), self.text(tree[3]), self.text(tree[4])
        if tree[0] in ("max", "min"):
            reach = self.below(f"{bound} \\in \\{{{low}, \\dots, {high}\\}}")
        else:
            reach = self.below(f"{bound} = {low}") + self.above(high)
        return f"{self.big[tree[0]]}{reach} {self.text(tree[1], BIG)}", BIG

    def integral(self, tree: Tree) -> Written:
        limits = self.below(self.text(tree[3])) + self.above(self.text(tree[4]))
        return f"\\int{limits} {self.text(tree[1], BIG)} \\, d{self.name(tree[2])}", BIG

    def at(self, tree: Tree) -> Written:
        where = self.below(f"{self.name(tree[2])} = {self.text(tree[3])}")
        return f"\\left. {self.text(tree[1])} \\right|{where}", BIG
