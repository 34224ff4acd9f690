"""What more processors gain

numeric · 8 min · difficulty 2 · part model
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (4, 12)      # digits of the fraction that has to be found, and of the counts

STATEMENT = """A program takes {alone} s on one processor and {together} s on {n}. A part of its work has to be done by one processor; all the rest is \
shared out evenly, and nothing else takes time. Return a dict, fractions as 'a/b': `p`, the share of the work, by the time on one processor, that can be \
shared out; `speedup`, how many times as fast as on one processor it is on {more}; `limit`, what that tends to with ever more processors; `least`, the \
least number of processors on which it is at least {wanted} times as fast as on one."""


def generate(rng):
    n, more = int(rng.choice([2, 3, 4, 5, 6])), int(rng.choice([8, 10, 12, 16, 20, 24]))
    unit, serial, shared = int(rng.integers(1, 7)), int(rng.integers(1, 10)), int(rng.integers(2, 40))
    alone, together = unit * (serial + n * shared), unit * (serial + shared)        # backwards: the shared part is a multiple of n
    p = Fraction(n * shared, serial + n * shared)
    limit = 1 / (1 - p)
    most = int(limit) if limit.denominator > 1 else int(limit) - 1
    if most < 3:
        raise Rejected
    wanted = int(rng.integers(2, most + 1))
    least = -(-p // (Fraction(1, wanted) - (1 - p)))
    if least == wanted or least > 500:
        raise Rejected
    return Problem(STATEMENT, {"alone": alone, "together": together, "n": n, "more": more, "wanted": wanted},
                   answer={"p": str(p), "speedup": str(1 / (1 - p + p / more)), "limit": str(limit), "least": int(least)},
                   steps=(f"{together} = {alone}·((1 − p) + p/{n})", f"1/((1 − p) + p/{more})", "1/(1 − p)",
                          f"(1 − p) + p/k ≤ 1/{wanted}, k ≥ {p / (Fraction(1, wanted) - (1 - p))}"))


def solve(alone, together, n, more, wanted):
    # in seconds: what two runs differ by is shared work that took 1 − 1/n of itself less
    shared = Fraction(alone - together) * n / (n - 1)
    serial = alone - shared
    least = next(k for k in range(1, 1000) if alone >= wanted * (serial + shared / k))
    return {"p": shared / alone, "speedup": alone / (serial + shared / more), "limit": alone / serial, "least": least}


def effort(alone, together, n, more, wanted):
    p = solve(alone, together, n, more, wanted)["p"]
    return len(str(p.numerator)) + len(str(p.denominator)) + len(str(more)) + len(str(wanted))


def mistakes(alone, together, n, more, wanted):
    right = solve(alone, together, n, more, wanted)
    p = right["p"]
    return {"the share is that of the time on all processors": right | {"p": p / n / (1 - p + p / n)},
            "the share is the time that was saved": right | {"p": Fraction(alone - together, alone)},
            "the speed-up grows in proportion": right | {"speedup": Fraction(alone, together) * Fraction(more, n)},
            "the shared work grows with the processors": right | {"speedup": 1 - p + p * more},
            "as many processors as the factor": right | {"least": wanted},
            "one processor too few": right | {"least": right["least"] - 1}}
