"""How the size of a signal goes through the layers

numeric · 10 min · difficulty 2
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (2, 30)      # layers until the size has changed as much as is asked

STATEMENT = """A network without biases: $a_l = W_l h_k$ with k = l − 1, and ACT. Every layer takes in {n} units and has {n}; the entries of all $W_l$ \
are independent, symmetric about 0, with variance {variance}. What comes in, $h_0$, is fixed, and the mean of the squares of its entries is {start}.
Return a dict, fractions as 'a/b': `square`, the expected square of an entry of $a_l$ for l = {layer}; `factor`, by what the expected square is \
multiplied from one $a_l$ to the next; `keep`, the variance of the entries for which this factor is 1; `layers`, the least l for which the expected \
square of an entry of $a_l$ is {way} {times} times that of $a_1$."""
ACTS = {"relu": "$h_l = max(0, a_l)$ entry by entry", "linear": "$h_l = a_l$"}      # a sentence of the statement, not a number in it


def generate(rng):
    act, n = ("relu", "linear")[rng.integers(2)], int(rng.choice([8, 16, 20, 25, 32, 50, 64, 100]))
    gain = Fraction(int(rng.integers(4, 37)), 10)
    factor = gain / 2 if act == "relu" else gain
    if factor == 1 or not Fraction(1, 4) < factor < 4:
        raise Rejected
    start, layer = int(rng.choice([1, 2, 3, 4, 5])), int(rng.integers(2, 5))
    times = str(rng.choice(["1/10", "1/100", "1/1000"])) if factor < 1 else str(rng.choice(["10", "100", "1000"]))
    layers, size = 1, Fraction(1)
    while size > Fraction(times) if factor < 1 else size < Fraction(times):
        size, layers = size * factor, layers + 1
    return Problem(STATEMENT.replace("ACT", ACTS[act]), {"act": act, "n": n, "variance": str(gain / n), "start": start, "layer": layer,
                               "way": "at most" if factor < 1 else "at least", "times": times},
                   answer={"square": str(start * gain * factor**(layer - 1)), "factor": str(factor), "keep": str(gain / factor / n), "layers": layers},
                   steps=(f"an entry of a₁ adds up {n} independent terms: {n}·{gain / n}·{start} = {gain * start}",
                          "of max(0, a), a symmetric about 0, the expected square is half that of a" if act == "relu" else "h is a",
                          f"each layer multiplies by {factor}"))


def solve(act, n, variance, start, layer, way, times):
    # layer by layer, in floats
    share, variance = 0.5 if act == "relu" else 1.0, float(Fraction(variance))
    squares = [n * variance * start]
    while len(squares) < layer or not reached(squares, way, float(Fraction(times))):
        squares.append(squares[-1] * share * n * variance)
    layers = next(k for k in range(1, len(squares) + 1) if reached(squares[:k], way, float(Fraction(times))))
    return {"square": squares[layer - 1], "factor": squares[1] / squares[0], "keep": 1 / (share * n), "layers": layers}


def reached(squares, way, times):
    change = squares[-1] / squares[0]
    return change <= times * (1 + 1e-9) if way == "at most" else change >= times * (1 - 1e-9)


def effort(act, n, variance, start, layer, way, times):
    return solve(act, n, variance, start, layer, way, times)["layers"]


def mistakes(act, n, variance, start, layer, way, times):
    right = solve(act, n, variance, start, layer, way, times)
    gain = n * float(Fraction(variance))
    share = 0.5 if act == "relu" else 1.0
    found = {"a layer too many": right | {"square": right["square"] * right["factor"]},
             "the first layer is left out of the count": right | {"layers": right["layers"] - 1},
             "the variance is taken for the deviation": right | {"keep": right["keep"]**0.5},
             "the number of units is left out": right | {"factor": share * gain / n, "keep": 1 / share}}
    if share < 1:
        found |= {"max(0, ·) is forgotten": right | {"factor": gain, "square": start * gain**layer, "keep": 1 / n},
                  "what comes in is halved too": right | {"square": start * (share * gain)**layer}}
    return found
