"""A tree as it stands on paper, in Unicode."""
from itertools import groupby

from .tree import Tree
from .writing import ATOM, BIG, ENTRY, NEGATIVE, POSTFIX, PRODUCT, QUOTIENT, RELATION, SIGNED, SUM, Writer, Written

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
