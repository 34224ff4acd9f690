from autograder.checks import conditioned, covers, derived, hint, on_sheet, pitfalls, sheets_in_print, true_as_stated

MATRICES = {"transpose": ("T",), "trace": ("tr",), "inverse": ("inv",), "determinant": ("det", "logdet"), "norm": ("norm", "norm2", "frobenius2"),
            "projection": ("@",), "eigenvalues": ("@",), "gradient": ("D",), "Jacobian": ("D",), "Hessian": ("D",), "matrix gradient": ("D",)}
PROBLEMS = {"chain rule": ("D",), "quotient rule": ("D",), "partial derivatives": ("D",), "critical point": ("D",), "Hessian": ("D",),
            "Jacobian": ("det", "D"), "directional derivative": ("D",), "integral": ("integral",), "under the integral": ("integral",)}
DISTANCES = {"mean": ("E", "integral", "sum"), "variance": ("E", "integral", "sum"), "Gaussian": ("E",), "Kullback–Leibler": ("log",),
             "Jensen–Shannon": ("log",), "chi-square": ("/",), "Hellinger": ("sqrt",), "total variation": ("abs", "min", "max"), "Rényi": ("log",),
             "Jeffreys": ("log",)}
RULES = {"optimality": ("D",), "convexity": ("<=", ">="), "step size": ("<=", "<"), "descent": ("<=",), "rate": ("=", "<="),
         "conditioning": ("<=", "="), "Newton": ("inv",), "averages": ("sum",)}


def printed(yours):
    """What `grade report` sets on paper."""
    return sheets_in_print(yours, "Reference sheets", {"Linear algebra": yours.linear_algebra, "Calculus": yours.calculus,
                                                       "Probability": yours.probability, "Optimisation": yours.optimization}, yours.pitfalls)


# %% linear_algebra: identities, and the rules of matrix calculus
@hint("Each entry stands under one topic, and holds what that topic is about: an entry on traces has a trace in it.")
def test_linear_algebra_covers_its_topics(yours):
    """Your sheet has 25 entries or more, all different, and something under every topic."""
    covers(on_sheet(yours.linear_algebra), MATRICES, at_least=25)


@hint("Which names of the statement are declared to be more than real? Each is a condition.",
      "What is divided by, inverted, or put into a logarithm? Is it never 0, never negative?")
def test_linear_algebra_holds_under_its_conditions(yours):
    """Each of your identities holds in every size, under the conditions beside it, and names all of them."""
    sheet = on_sheet(yours.linear_algebra)
    conditioned(sheet)
    true_as_stated(sheet)


def test_linear_algebra_is_derived(yours):
    """Each of your identities has a derivation of yours, from its left side to its right."""
    derived(yours, on_sheet(yours.linear_algebra))


# %% calculus: solved problems
def test_calculus_covers_its_topics(yours):
    """Your sheet has 10 solved problems or more, all different, and one under every topic."""
    covers(on_sheet(yours.calculus), PROBLEMS, at_least=10)


@hint("Put numbers in: what is the left side there, what the right?")
def test_calculus_holds_under_its_conditions(yours):
    """The answer of each problem is right under the conditions beside it, and names all of them."""
    sheet = on_sheet(yours.calculus)
    conditioned(sheet)
    true_as_stated(sheet)


def test_calculus_is_derived(yours):
    """Each problem is solved line by line."""
    derived(yours, on_sheet(yours.calculus))


# %% probability: distributions, and how far one is from another
def test_probability_covers_its_topics(yours):
    """Your sheet has 12 entries or more, all different, among them each divergence of the list."""
    covers(on_sheet(yours.probability), DISTANCES, at_least=12)


@hint("Which of the names are distributions? That their entries sum to 1 is a condition.")
def test_probability_holds_under_its_conditions(yours):
    """Each statement holds for all distributions that its conditions allow, and names all of them."""
    sheet = on_sheet(yours.probability)
    conditioned(sheet)
    true_as_stated(sheet)


def test_probability_is_derived(yours):
    """Each statement about a distribution or a divergence has a derivation of yours."""
    derived(yours, on_sheet(yours.probability))


# %% optimization: rules, step sizes, rates, and where the arithmetic fails
def test_optimization_covers_its_topics(yours):
    """Your sheet has 9 entries or more, all different, and something under every topic."""
    covers(on_sheet(yours.optimization), RULES, at_least=9)


@hint("For which step sizes does it hold? Try one that is too large.")
def test_optimization_holds_under_its_conditions(yours):
    """Each rule holds for every step size and curvature that its conditions allow, and names all of them."""
    sheet = on_sheet(yours.optimization)
    conditioned(sheet)
    true_as_stated(sheet)


def test_optimization_is_derived(yours):
    """Each rule has a derivation of yours."""
    derived(yours, on_sheet(yours.optimization))


@hint("Does the careful function give the formula's value there, and the naive one not?",
      "A subtraction fails where its two numbers share most of their digits; an exponential where its argument is in the hundreds.")
def test_pitfalls_fail_where_they_are_said_to(yours):
    """Your examples, carried out, show each failure, and your careful programs do not fail on them."""
    pitfalls(yours, yours.pitfalls, at_least=5)
