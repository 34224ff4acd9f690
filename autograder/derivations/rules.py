"""The closed list of rules a step may cite: for each, the operations that keep their meaning while all others become unknown functions."""
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Rule:
    """A rule by its name: what it says in one line, and the operations whose laws it stands for.

    A strong rule would do a whole problem in one line; it is there only where a check offers it.
    """
    name: str
    says: str
    keeps: frozenset[str]
    strong: bool = False


def _rule(name: str, says: str, keeps: str = "", *, strong: bool = False) -> Rule:
    return Rule(name, says, frozenset(keeps.split()), strong)


# From the weakest to the strongest: the first that explains a step is the one named.
_ALL = (
    _rule("algebra", "arithmetic of numbers and of matrices: + − · / and whole powers"),
    _rule("definition", "a name stands for its definition; a sequence is unfolded once", "define T"),
    _rule("simplex", "probabilities sum to one", "sum constraint"),
    _rule("orthonormal", "QᵀQ = I for what is declared orthonormal", "constraint T"),
    _rule("symmetric", "Aᵀ = A for what is declared symmetric", "symmetric T"),
    _rule("transpose", "(AB)ᵀ = Bᵀ Aᵀ, and a number is its own transpose", "T"),
    _rule("sum", "Σ is linear, may be split, shifted, swapped with Σ, and has as many terms as its range", "sum"),
    _rule("delta", "Σ_k δ_kj f(k) = f(j)", "sum delta"),
    _rule("linearity", "D, E, Σ and tr are linear", "sum Dlin Elin tr_lin"),
    _rule("product rule", "(uv)′ = u′v + uv′", "Dlin Dprod sum delta"),
    _rule("chain rule", "f(u)′ = f′(u) u′, for columns too", "Dlin Dchain sum delta T"),
    _rule("quotient rule", "(u/v)′ = (u′v − uv′)/v²", "Dlin Dprod Dchain sum delta"),
    _rule("log", "log ab = log a + log b, log aⁿ = n log a", "log pow"),
    _rule("exp", "exp(a + b) = exp a · exp b, log exp a = a", "exp log pow"),
    _rule("power", "aᵇ aᶜ = aᵇ⁺ᶜ, √a √a = a", "pow"),
    _rule("trace", "tr A = Σ Aᵢᵢ = tr Aᵀ, tr AB = tr BA, tr I = n", "tr sum block T"),
    _rule("inverse", "A⁻¹A = I", "inv T"),
    _rule("determinant", "det AB = det A det B; of a block triangle, the product along the diagonal", "det log block"),
    _rule("norm", "‖v‖ = √(vᵀv), ‖v‖² = Σ vᵢ², ‖A‖² = tr AᵀA", "norm T tr sum pow"),
    _rule("matrix derivative", "the table: ∂ aᵀx = a, ∂ xᵀAx = (A + Aᵀ)x, ∂ det X = det X X⁻ᵀ", "matD Dlin T inv det"),
    _rule("cases", "|x|, max, relu and where(…) on one side of where they turn; √x² = |x|; δ is 1 or 0", "cases delta pow"),
    _rule("expectation", "a mean over finitely many values is their weighted sum", "E sum constraint"),
    _rule("geometric series", "Σ_{i<n} bⁱ = (1 − bⁿ)/(1 − b)", "sum prod pow"),
    _rule("Gaussian moments", "E x = m, E (x − m)(x − m)ᵀ = S for x ~ N(m, S)", "Gauss Elin tr symmetric T"),
    _rule("trigonometry", "sin² + cos² = 1, and the addition formulas", "trig"),
    _rule("gamma", "Γ(x + 1) = x Γ(x), n! = Γ(n + 1)", "gamma"),
    _rule("value", "a function's value at a point is found by putting the point in", "at"),
    _rule("integral", "∫ is linear; a polynomial is integrated term by term", "integral"),
    _rule("expansion", "terms of the order neglected are dropped", "mod"),
    _rule("block", "matrices of blocks are multiplied and added block by block", "block T"),
    _rule("backpropagation", "every derivative carried out", "Dall T define exp norm sum delta log pow", strong=True),
)
RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}
ALGEBRA = RULES["algebra"]

# A rule about a property is told only where something is declared to have it.
PROPERTIES = {"simplex": frozenset({"simplex", "joint", "rowstochastic", "columnstochastic", "onehot"}), "orthonormal": frozenset({"orthonormal"})}

# Words of an inequality, and the word of an induction: no operation keeps or loses its meaning by them.
INEQUALITIES = ("Jensen", "nonnegative")
HYPOTHESIS = "hypothesis"

ALIASES = {
    "by definition": "definition", "def": "definition", "unfold": "definition", "sum to one": "simplex", "sum to 1": "simplex",
    "Σ = 1": "simplex", "normalisation": "simplex", "normalization": "simplex", "orthogonal": "orthonormal", "symmetry": "symmetric",
    "transposes": "transpose", "sums": "sum", "telescope": "sum", "telescoping": "sum", "kronecker delta": "delta", "kronecker": "delta",
    "linear": "linearity", "product": "product rule", "quotient": "quotient rule", "chain": "chain rule", "logarithm": "log", "logs": "log",
    "exponential": "exp", "powers": "power", "roots": "power", "cyclic": "trace", "trace is cyclic": "trace", "inverses": "inverse",
    "det": "determinant", "norms": "norm", "matrix calculus": "matrix derivative", "matrix derivatives": "matrix derivative",
    "case": "cases", "mean": "expectation", "expected value": "expectation", "geometric": "geometric series",
    "gaussian": "Gaussian moments", "moments": "Gaussian moments", "trig": "trigonometry", "evaluate": "value", "evaluation": "value",
    "integration": "integral", "order": "expansion", "taylor": "expansion", "blocks": "block", "backprop": "backpropagation",
    "induction hypothesis": HYPOTHESIS, "convexity": "Jensen", "positive": "nonnegative",
}
_FOLDED = {name.casefold(): name for name in (*RULES, *INEQUALITIES, HYPOTHESIS)} | {alias.casefold(): name for alias, name in ALIASES.items()}


def named(word: str) -> str | None:
    """Return the rule's own name for what a learner typed, or None."""
    return _FOLDED.get(" ".join(word.split()).casefold())


def meant(word: str) -> str | None:
    """Return the name that was probably meant by a word that is no rule."""
    near = get_close_matches(" ".join(word.split()).casefold(), _FOLDED, 1, 0.6)     # 0.6: two letters swapped in a short word still match
    return _FOLDED[near[0]] if near else None


def offered(also: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return the rules a chain may use: all but the strong ones, and those the check adds."""
    extra = set(also)
    for name in extra - RULES.keys():
        raise ValueError(f"also=: {name!r} is no rule; there are {', '.join(RULES)}")
    return tuple(rule for rule in _ALL if not rule.strong or rule.name in extra)
