"""A learner's derivation becomes data: their function is run here, every yield a line, and nothing but JSON leaves."""
from collections.abc import Callable
from types import CodeType, GeneratorType
from typing import Any

from .declarations import Step
from .expressions import NO_NAMES, Claim, Combination, Expression, Names, Usable, expression, merged
from .reading import read, read_claim
from .reasons import Case, Hypothesis, Operation
from .tree import AlgebraError, TreeError, write, write_declarations

MOST_LINES = 200
MOST_LEMMAS = 40
LONGEST_WORD = 80
MOST_VALUES = 10_000
WORDS = {"≤": "<=", "≥": ">=", "=": "=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}

Chain = Callable[[], Any]


def record(function: Chain) -> dict[str, Any]:
    """Return what a function without arguments derives: a chain of lines, one expression, or plain values, as JSON data."""
    recorder = Recorder()
    head = {"name": getattr(function, "__name__", "chain"), "line": _first_line(function)}
    try:
        made = function()
    except AlgebraError as error:
        line = _line_in(error, getattr(function, "__code__", None))
        return {"kind": "chain", **head, "lines": [], "error": {"line": line, "message": str(error)}, "declarations": {}, "lemmas": {}}
    try:
        body = recorder.body(made, function)
    except AlgebraError as error:
        body = {"kind": "chain", "lines": [], "error": {"line": head["line"], "message": str(error)}}
    return {**head, **body, "declarations": write_declarations(recorder.names), "lemmas": recorder.lemmas}


class Recorder:
    """What one recording has met: the names used, and the lemmas cited."""

    def __init__(self) -> None:
        self.names: Names = NO_NAMES
        self.lemmas: dict[str, dict[str, Any]] = {}
        self.open: list[Chain] = []

    def body(self, made: Any, function: Chain) -> dict[str, Any]:
        """Return what a function returned."""
        if isinstance(made, GeneratorType):
            self.open.append(function)
            return {"kind": "chain", **self.chain(made)}
        if isinstance(made, Claim | Expression):
            return {"kind": "answer", "answer": self.written(made)}
        return {"kind": "value", "value": Values(self).data(made)}

    # -- a chain
    def chain(self, generator: "GeneratorType[Any, Any, Any]") -> dict[str, Any]:
        """Return the lines of a generator, up to its end or the first that cannot be read."""
        lines: list[dict[str, Any]] = []
        code, error = generator.gi_code, None
        try:
            for yielded in generator:
                at = _yield_line(generator)
                if len(lines) == MOST_LINES:
                    error = {"line": at, "message": f"more than {MOST_LINES} lines: does the chain ever end?"}
                    break
                try:
                    lines.append({"line": at, **self.line(yielded)})
                except AlgebraError as unreadable:
                    error = {"line": at, "message": str(unreadable)}
                    break
        except AlgebraError as raised:      # while the learner's own line was being built
            error = {"line": _line_in(raised, code), "message": str(raised)}
        generator.close()
        return {"lines": lines, "error": error}

    def line(self, yielded: Any) -> dict[str, Any]:
        """Return one line: [relation,] expression [, reason]."""
        parts = list(yielded) if isinstance(yielded, tuple) else [yielded]
        if yielded is None or not parts:
            raise AlgebraError("a bare yield: write the line after it, yield expression, \"reason\"")
        if isinstance(parts[0], Step):
            return self.statement(parts[0], parts[1:])
        relation = self.relation(parts)
        if not parts or len(parts) > 2:
            raise AlgebraError("a line is [relation,] expression [, one reason]: yield \"≤\", expression, \"reason\"")
        return {"relation": relation, **self.claim(parts[0], relation), "reason": self.reason(parts[1] if len(parts) > 1 else None)}

    def relation(self, parts: list[Any]) -> str:
        """Take the relation off the front of a line, where there is one."""
        if not isinstance(parts[0], str):
            return "="
        word = parts.pop(0).strip()
        if word in WORDS:
            return WORDS[word]
        if word == "==":
            raise AlgebraError("write \"=\", or nothing: a line without a relation is equal to the one above")
        raise AlgebraError(f"the text {word[:40]!r} is no expression; the reason comes last, after the expression, "
                           "and a relation in front is one of ≤ ≥ = < >")

    def claim(self, given: Any, relation: str) -> dict[str, Any]:
        """Return the expression of a line, its equation, or its case."""
        if isinstance(given, Case):
            return {"case": self.written(given.claim)}
        if isinstance(given, Claim):
            if given.relation != "=" or given.name is not None:
                raise AlgebraError(f"{given!r} is a claim; in a chain the relation stands in front, yield \"≤\", expression, reason")
            if relation != "=":
                raise AlgebraError("a line is an equation or stands after a relation, not both")
            return {"equation": self.written(given)}
        if isinstance(given, Combination | Operation) or _is_function(given):
            raise AlgebraError(f"{_name_of(given)} is a reason: it comes after the expression, yield expression, reason")
        return {"expression": self.written(expression(given))}

    def statement(self, step: Step, premises: list[Any]) -> dict[str, Any]:
        """Return a line of an order: a statement and what it rests on."""
        for premise in premises:
            if not isinstance(premise, Step | str):
                raise AlgebraError(f"a statement rests on statements and cited facts, not on {type(premise).__name__}")
        steps = [premise.key for premise in premises if isinstance(premise, Step)]
        facts = [_word(premise) for premise in premises if isinstance(premise, str)]
        return {"relation": "=", "step": {"key": step.key, "sentence": step.sentence}, "reason": {"steps": steps, "facts": facts}}

    # -- reasons
    def reason(self, given: Any) -> dict[str, Any] | None:
        """Return what stands behind the comma."""
        if given is None:
            return None
        if isinstance(given, str):
            return {"rule": _word(given)}
        if isinstance(given, Operation):
            return {"operation": given.word, "by": self.written(given.by)}
        if isinstance(given, Claim) and given.relation == "=" and not given.summed:
            return {"given": self.ground(given)}
        if isinstance(given, Hypothesis) and not given.summed:
            return {"rule": "hypothesis"}
        if isinstance(given, Usable):
            return {"combination": [[self.written(weight), {"kind": "slack"} if claim is None else self.ground(claim)]
                                    for weight, claim in given.combination().terms]}
        if _is_function(given):
            return {"lemma": self.lemma(given)}
        raise AlgebraError("a reason is the name of a rule, a lemma (a function above), a fact, an operation, or slack(…), "
                           f"not {type(given).__name__}" + (": an equation is written Eq(a, b)" if isinstance(given, Expression) else ""))

    def ground(self, claim: Claim) -> dict[str, Any]:
        """Return a claim as a reason, its trees as JSON."""
        self.names = merged(self.names, claim.names)
        return {key: _json(value) for key, value in claim.ground().items()}

    def lemma(self, function: Chain) -> str:
        """Record a lemma once; one that is still being derived is circular."""
        name = function.__name__
        if function in self.open:
            self.lemmas.setdefault(name, {"line": _first_line(function), "lines": [], "error": None})["circular"] = True
            return name
        if name in self.lemmas:
            return name
        if len(self.lemmas) == MOST_LEMMAS:
            raise AlgebraError(f"more than {MOST_LEMMAS} lemmas")
        made = _lemma_lines(function)
        self.open.append(function)
        entry = {"line": _first_line(function), "lines": [], "error": None, "circular": False}
        self.lemmas[name] = entry
        entry |= self.chain(made)
        self.open.pop()
        return name

    # -- trees
    def written(self, made: Expression | Claim) -> list[Any]:
        """Return an expression or a claim as JSON, its names noted."""
        self.names = merged(self.names, made.names)
        data = write(made.tree)
        try:
            (read_claim if isinstance(made, Claim) else read)(data)
        except TreeError as unreadable:
            raise AlgebraError(f"this line cannot be read: {unreadable}") from None
        return data


class Values:
    """Values that a function returned, as data: numbers and expressions are trees, text and tables are marked as such."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder, self.met = recorder, 0

    def data(self, value: Any, level: int = 0) -> Any:
        self.met += 1
        if self.met > MOST_VALUES or level > 20:    # deeper than any table of matrices
            raise AlgebraError("too much was returned")
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return {"text": value}
        if hasattr(value, "tolist"):
            value = value.tolist()
        if isinstance(value, list | tuple):
            return [self.data(item, level + 1) for item in value]
        if isinstance(value, dict):
            return {"dict": [[str(key), self.data(item, level + 1)] for key, item in value.items()]}
        if isinstance(value, Claim):
            return {"tree": self.recorder.written(value)}
        return {"tree": self.recorder.written(expression(value))}


def _json(value: Any) -> Any:
    return [_json(part) for part in value] if isinstance(value, tuple | list) else value


def _word(text: str) -> str:
    if not text.strip() or len(text) > LONGEST_WORD:
        raise AlgebraError("a reason in words is the short name of a rule, such as \"chain rule\"" if text.strip() else "an empty reason")
    return " ".join(text.split())


def _is_function(given: Any) -> bool:
    return callable(given) and hasattr(given, "__name__") and hasattr(given, "__code__")


def _name_of(given: Any) -> str:
    return getattr(given, "__name__", None) or repr(given)


def _lemma_lines(function: Chain) -> "GeneratorType[Any, Any, Any]":
    code = getattr(function, "__code__", None)
    if code is not None and code.co_argcount:
        raise AlgebraError(f"{_name_of(function)} takes arguments; a lemma is a function without any that yields its lines")
    made = function()
    if not isinstance(made, GeneratorType):
        raise AlgebraError(f"{_name_of(function)} is no lemma: a lemma yields its lines, one by one")
    return made


# ---- where in the learner's file

def _first_line(function: Chain) -> int:
    code: CodeType | None = getattr(function, "__code__", None)
    return code.co_firstlineno if code is not None else 0


def _yield_line(generator: "GeneratorType[Any, Any, Any]") -> int:
    frame = generator.gi_frame
    return frame.f_lineno if frame is not None else generator.gi_code.co_firstlineno


def _line_in(error: BaseException, code: CodeType | None) -> int:
    """Return the line of a function at which an error came up through it."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if code is None or trace.tb_frame.f_code is code:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
