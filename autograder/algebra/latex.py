"""A tree in LaTeX, for mathematics mode."""
from .paper import GREEK, Paper
from .tree import Tree
from .writing import BIG, ENTRY, POSTFIX, PRODUCT, Written

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
