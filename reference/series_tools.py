"""A right package `seriestools` and six wrong ones, for tests to tell apart."""
import inspect
import sys
from math import fsum

ACCURACY = 1e-15        # relative, of mean: a sum rounded once, and a division
SOURCE = "the definitions: the sum over the number; the middle of the sorted numbers, of two the average; what is left without k at each end"


def mean(xs):
    if not xs:
        raise ValueError("the mean of nothing")
    return fsum(xs) / len(xs)


def median(xs):
    if not xs:
        raise ValueError("the median of nothing")
    ordered = sorted(xs)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def trimmed(xs, k):
    if k < 0 or 2 * k >= len(xs):
        raise ValueError("nothing is left, or k < 0")
    return sorted(xs)[k:len(xs) - k]


def main(argv=None):
    words = sys.argv[1:] if argv is None else argv
    try:
        if len(words) != 1:
            raise ValueError("usage: seriestools FILE")
        with open(words[0], encoding="utf-8") as lines:
            xs = [float(line) for line in lines]
        print(len(xs), repr(mean(xs)), repr(median(xs)))
    except (OSError, ValueError) as error:
        print(f"seriestools: {error}", file=sys.stderr)
        return 2
    return 0


# (what is wrong, the module it is in, what stands there, what stands there instead)
MUTANTS = (
    ("mean divides by one number less", "__init__", "/ len(xs)", "/ max(1, len(xs) - 1)"),
    ("the mean of nothing is 0", "__init__", 'raise ValueError("the mean of nothing")', "return 0.0"),
    ("median takes the upper of the two in the middle", "__init__", "if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2", ""),
    ("median does not sort", "__init__", "ordered = sorted(xs)", "ordered = list(xs)"),
    ("trimmed removes one number too few at the upper end", "__init__", "[k:len(xs) - k]", "[k:len(xs) - k + 1]"),
    ("the command says 0 of everything", "cli", "return 2", "return 0"),
)


def package(mutant: int | None = None) -> dict[str, str]:
    """Return the package's files, right or with one mutation."""
    texts = {"__init__": '__version__ = "0.1.0"\nfrom math import fsum\n\n\n' + "\n\n".join(map(inspect.getsource, (mean, median, trimmed))),
             "cli": "import sys\nfrom seriestools import mean, median\n\n\n" + inspect.getsource(main)}
    if mutant is not None:
        _, module, before, after = MUTANTS[mutant]
        assert texts[module].count(before) == 1
        texts[module] = texts[module].replace(before, after)
    return {f"seriestools/{name}.py": text for name, text in texts.items()}
