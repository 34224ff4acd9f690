"""A copy is seen through new names, another order and other comments; what people write alike by themselves is not."""
import random
import re

import pytest

from autograder.classroom.similarity import LEAST, PROSE, THRESHOLD, K, T, fingerprints, grams, long_texts, of_a_folder, similar, tokens, winnowed
from autograder.course.answers import other_answers
from autograder.course.exercises import find

EXERCISE = find("log-sum-exp-softmax")
GIVEN = [EXERCISE.stub, EXERCISE.text, *(a.text for a in other_answers(EXERCISE) if not a.check)]

# Three people, one exercise, nothing shared but the task.
ANN = '''
import numpy as np

def logsumexp(x, axis=None, weights=None):
    scores = np.array(x, dtype=float)
    w = np.ones_like(scores) if weights is None else np.array(weights, dtype=float) * np.ones_like(scores)
    if np.any(w < 0):
        raise ValueError("negative weight")
    scores = np.where(w == 0, -np.inf, scores)
    biggest = np.max(scores, axis=axis, keepdims=True)
    safe = np.where(np.isfinite(biggest), biggest, 0.0)
    with np.errstate(divide="ignore"):
        out = np.log(np.sum(w * np.exp(scores - safe), axis=axis, keepdims=True)) + safe
    return out.item() if axis is None else np.squeeze(out, axis)

def softmax(x, axis=-1):
    e = np.exp(np.asarray(x, float) - np.max(x, axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)

def sigmoid(z):
    z = np.asarray(z, float)
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))

def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))

def cross_entropy_from_logits(Z, y):
    if len(y) == 0 or np.min(y) < 0 or np.max(y) >= np.shape(Z)[1]:
        raise ValueError("labels")
    return float(np.mean([logsumexp(row) - row[label] for row, label in zip(Z, y)]))
'''
BEN = '''
import numpy as np
from math import inf

def _peak(a, axis):
    """The largest entry, kept in shape."""
    return a.max(axis, keepdims=True)

def logsumexp(x, axis=None, weights=None):
    a = np.asarray(x, np.float64)
    if weights is not None:
        weights = np.broadcast_to(weights, a.shape)
        if weights.min() < 0:
            raise ValueError(f"weights must not be negative: {weights}")
        live = weights > 0
        a = np.where(live, a + np.log(np.where(live, weights, 1)), -inf)
    m = _peak(a, axis)
    m[~np.isfinite(m)] = 0
    s = np.exp(a - m).sum(axis)
    with np.errstate(all="ignore"):
        return np.log(s) + m.reshape(s.shape)

def softmax(x, axis=-1):
    return np.exp(log_softmax(x, axis))

def log_softmax(x, axis=-1):
    shifted = np.asarray(x, np.float64)
    shifted = shifted - _peak(shifted, axis)
    return shifted - np.expand_dims(logsumexp(shifted, axis), axis)

def sigmoid(z):
    out = np.empty(np.shape(z))
    pos = np.asarray(z) > 0
    out[pos] = 1.0 / (1.0 + np.exp(-np.asarray(z)[pos]))
    grow = np.exp(np.asarray(z, float)[~pos])
    out[~pos] = grow / (grow + 1.0)
    return out

def softplus(z):
    z = np.asarray(z, float)
    return np.where(z > 30, z, np.log1p(np.exp(np.minimum(z, 30))))

def cross_entropy_from_logits(Z, y):
    Z, y = np.asarray(Z, float), np.asarray(y)
    n, k = Z.shape
    if not n or (y < 0).any() or (y >= k).any():
        raise ValueError
    return -log_softmax(Z)[np.arange(n), y].mean()
'''
CAT = '''
import numpy as np

def softmax(x, axis=-1):
    scores = np.asarray(x, dtype=float)
    scores = scores - scores.max(axis=axis, keepdims=True)
    powers = np.exp(scores)
    return powers / np.sum(powers, axis=axis, keepdims=True)

def log_softmax(x, axis=-1):
    scores = np.asarray(x, dtype=float)
    centred = scores - np.max(scores, axis=axis, keepdims=True)
    return centred - np.log(np.sum(np.exp(centred), axis=axis, keepdims=True))

def sigmoid(z):
    z = np.asarray(z, dtype=float)
    small = np.exp(-np.abs(z))
    return np.where(z < 0, small, 1) / (1 + small)

def softplus(z):
    z = np.asarray(z, dtype=float)
    return np.log1p(np.exp(-abs(z))) + np.maximum(0, z)

def logsumexp(x, axis=None, weights=None):
    values = np.asarray(x, dtype=float)
    factor = 1.0 if weights is None else np.asarray(weights, dtype=float)
    if (np.asarray(factor) < 0).any():
        raise ValueError("weights")
    top = np.max(np.where(factor > 0, values, -np.inf), axis=axis, keepdims=True)
    total = 0
    total = np.sum(factor * np.exp(np.minimum(values - top, 0)), axis=axis, keepdims=True)
    answer = top + np.log(total)
    return float(answer.ravel()[0]) if axis is None else answer.sum(axis=axis)

def cross_entropy_from_logits(Z, y):
    rows = log_softmax(Z)
    total = 0.0
    for i in range(len(y)):
        if y[i] not in range(rows.shape[1]):
            raise ValueError("no such label")
        total -= rows[i, y[i]]
    if len(y) == 0:
        raise ValueError("nothing")
    return total / len(y)
'''
HONEST = {"ann": ANN, "ben": BEN, "cat": CAT}


def disguised(text):
    """Return a copy as somebody would hide it: other names, numbers, comments and docstrings, functions shuffled."""
    names = sorted(set(re.findall(r"\b(scores|w|biggest|safe|out|e|z|row|label)\b", text)))
    for n, name in enumerate(names):
        text = re.sub(rf"(?<![.\w]){name}\b(?!=)", f"quantity_{n}", text)
    text = text.replace("negative weight", "that cannot be").replace("0.0", "0.")
    head, *functions = re.split(r"\n(?=def )", text)
    random.Random(1).shuffle(functions)
    return "\n\n".join(['"""My own work."""', head, *(f"# step {n}\n{f}" for n, f in enumerate(functions))])


def pairs(programs, given=GIVEN):
    return {(p.left.learner, p.right.learner): p for p in similar(EXERCISE.id, programs, given)}


def test_a_disguised_copy_is_seen_and_honest_work_is_not() -> None:
    found = pairs({**HONEST, "zoe": disguised(ANN)})
    assert list(found) == [("ann", "zoe")]
    pair = found["ann", "zoe"]
    assert pair.score > .8 and pair.prints >= LEAST
    written = {n for n, line in enumerate(ANN.splitlines(), 1) if line.strip() and not line.startswith(("def", "import"))}
    assert len(pair.left.shared & written) > .7 * len(written)


def test_a_copy_of_a_part_is_seen_in_a_longer_program() -> None:
    stolen = ANN[ANN.index("def logsumexp"):ANN.index("def sigmoid")]
    own = BEN[BEN.index("def sigmoid"):]
    found = pairs({"ann": ANN, "mix": f"import numpy as np\n\n{stolen}\n\n{own}", "cat": CAT})
    assert list(found) == [("ann", "mix")] and .4 <= found["ann", "mix"].score < 1
    lines = found["ann", "mix"].right.lines
    assert all("softplus" not in lines[n - 1] and "labels" not in lines[n - 1] for n in found["ann", "mix"].right.shared)


@pytest.mark.parametrize("id", ["log-sum-exp-softmax", "sgd-momentum-adam", "vector-add-kernel"])
def test_right_answers_near_the_solution_are_not_pairs(id) -> None:
    exercise = find(id)
    rights = [a.text for a in other_answers(exercise) if not a.check]
    programs = {f"right{n}": text for n, text in enumerate([exercise.text, *rights])}
    assert len(programs) > 1 and similar(id, programs, [exercise.stub, exercise.text, *rights], exercise.suffix) == []


def test_untouched_stubs_and_empty_files_are_no_pairs() -> None:
    assert pairs({"a": EXERCISE.stub, "b": EXERCISE.stub, "c": "", "d": "", "e": "\0((('''", "f": "\0((('''"}) == {}


def test_honest_work_stays_far_below_the_threshold(monkeypatch) -> None:
    monkeypatch.setattr("autograder.classroom.similarity.THRESHOLD", 0)
    monkeypatch.setattr("autograder.classroom.similarity.LEAST", 1)
    assert max((p.score for p in pairs(HONEST, [EXERCISE.stub]).values()), default=0) < THRESHOLD / 3


def test_what_many_share_is_how_one_writes_it() -> None:
    assert len(pairs({f"p{n}": ANN for n in range(5)})) == 10 and pairs({f"p{n}": ANN for n in range(6)}) == {}


def test_whatever_is_longer_than_the_guarantee_is_seen_and_nothing_shorter_than_a_gram() -> None:
    draw = random.Random(3)
    words = [f".w{n}" for n in range(60)]       # after a dot names are kept: every word is its own
    for _ in range(20):
        shared = "".join(draw.choices(words, k=T))
        texts = ["".join(draw.choices(words, k=draw.randrange(40))) + shared + "".join(draw.choices(words, k=draw.randrange(40))) for _ in range(2)]
        a, b = ({p.hash for p in fingerprints(t)} for t in texts)
        assert a & b
    assert grams(tokens(".a" * (K - 1)).words) == [] and fingerprints("x = 1") == []


def test_the_example_of_the_paper() -> None:
    hashes = [77, 74, 42, 17, 98, 50, 17, 98, 8, 88, 67, 39, 77, 74, 42, 17, 98]
    assert winnowed(hashes, 4) == [(3, 17), (6, 17), (8, 8), (11, 39), (15, 17)]


def test_names_numbers_strings_comments_and_docstrings_fold() -> None:
    def words(text, suffix=".py"):
        return tokens(text, suffix).words
    assert words('def f(a):\n    """Doc."""\n    return np.exp(a) + 3.5e-3  # why\n') == words("def g(b):\n    return numpy.exp(b) + 7") != words(
        "def g(b):\n    return numpy.log(b) + 7")
    assert words("self.x = len('a')") == words("self.y = len(f'b{c}')") != words("self.y = max('b')")
    assert words("/* a\n b */ int k = threadIdx.x; // c", ".cu") == words("int n = threadIdx.x;", ".cu") != words("int n = threadIdx.y;", ".cu")
    assert tokens("a\n\n'''x\ny'''.b\nc").lines == [1, 3, 4, 5] and words("x.y /* \n */ -> z", ".cu") == ["i", ".y", "->z"]
    assert words('f(rb"x", 1.5, .5e3, 0x1F)') == ["i", "(", "s", ",", "n", ",", "n", ",", "n", ")"]


def test_a_kernel_with_new_names_is_seen() -> None:
    text = ("__global__ void add(const float* a, const float* b, float* c, int n) {\n    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n;"
            " i += gridDim.x * blockDim.x) {\n        float left = a[i];\n        float right = b[i];\n        c[i] = left + right;\n    }\n}\n"
            "void launch(int n, int block) {\n    int grid = (n + block - 1) / block;\n    if (grid > 65535) grid = 65535;\n    add<<<grid, block>>>(x, y, z, n);\n}\n")
    copy = re.sub(r"\bleft\b", "p", re.sub(r"\bright\b", "q", re.sub(r"\bi\b", "index", text))).replace("{\n", "{  // here\n", 1)
    found = similar("vector-add-kernel", {"ann": text, "zoe": copy}, [], ".cu")
    assert [p.score for p in found] == [1.0] and found[0].score >= THRESHOLD


WORDS = ("the gradient of every layer shrinks by one factor a layer when weights are small because each product of a slope and a weight stays below one "
         "and so the error that arrives at the first layers is nearly nothing whatever the loss may be at the top of the network after one step").split()


def prose(seed):
    """Return some thousand letters that nobody else writes, out of the same words."""
    drawn = random.Random(seed)
    return "\n".join(" ".join(drawn.choices(WORDS, k=12)).capitalize() + "." for _ in range(25))


def test_prose_is_compared_by_its_words_whatever_its_lines_and_marks() -> None:
    copied = prose(1)
    lines = copied.upper().replace(".", " !").split("\n")
    rewrapped = "\n\n".join("\t".join(lines[n:n + 5]) for n in (20, 10, 0, 15, 5))
    found = similar("x", {"ann": prose(0), "ben": copied, "cat": rewrapped, "dan": prose(2)}, [], PROSE, "its texts")
    assert [(p.left.learner, p.right.learner, p.what) for p in found] == [("ben", "cat", "x, its texts")] and found[0].score > .6
    assert similar("x", {"ben": copied, "cat": rewrapped}, [copied], PROSE) == [], "what all were given does not count"


def test_of_a_program_its_long_texts_are_read_and_its_docstrings_are_not() -> None:
    text = prose(3)
    program = f'"""{text}"""\n\n\ndef f():\n    """{text}"""\n    return r"""{text}"""\n\n\nS = "short"  # {text[:60]}\n'
    assert long_texts(program).count(text) == 1 and "short" not in long_texts(program)


def test_a_folder_is_its_programs_and_its_texts_each_under_its_name() -> None:
    assert of_a_folder([("src/a.py", "x = 1"), ("README.md", "Read"), ("src/b.py", "y = 2")]) == {
        ".py": "# src/a.py\nx = 1\n# src/b.py\ny = 2\n", PROSE: "# README.md\nRead\n"}
