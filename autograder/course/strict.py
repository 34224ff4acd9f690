"""YAML read strictly: what is unknown, missing, doubled or of the wrong type is said with its line."""
import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from ..errors import CourseError

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)    # the same language, ten times faster where libyaml is there
TYPES = {"str": "text", "int": "a whole number", "bool": "true or false"}


@dataclass(frozen=True)
class Source:
    """A YAML file, or the piece of one that begins behind line `before`; what is wrong with it gathers in `errors`."""
    path: Path
    errors: list[CourseError]
    before: int = 0

    def wrong(self, place: yaml.Node | int, message: str) -> None:
        self.errors.append(CourseError(self.path, place if isinstance(place, int) else self.line(place), message))

    def line(self, node: yaml.Node) -> int:
        return self.before + int(node.start_mark.line) + 1

    def document(self, what: str) -> "Fields":
        """Return the keys of the whole file."""
        text = self.read()
        return Fields(self, None, what, is_broken=True) if text is None else self.fields(text, what)

    def read(self) -> str | None:
        try:
            return self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            self.wrong(error.object[:error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8")
        except OSError as error:
            self.wrong(1, f"cannot be read: {error.strerror}")
        return None

    def compose(self, text: str) -> yaml.Node | None:
        """Return the text's one document, None where it is empty or no YAML."""
        try:
            node: yaml.Node | None = yaml.compose(text, Loader=LOADER)
            return node
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.wrong(self.before + (mark.line if mark else 0) + 1, f"no YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self.wrong(self.before + 1, f"no YAML: {str(error).splitlines()[0]}")
        return None

    def fields(self, text: str, what: str) -> "Fields":
        """Return the keys of a whole text; of one that is no YAML, which has been said, none."""
        before = len(self.errors)
        node = self.compose(text)
        return Fields(self, node, what, is_broken=len(self.errors) > before)


@dataclass
class Fields:
    """The keys of one mapping: each is asked for by its type, and `done` refuses those that nobody asked for."""
    source: Source
    node: yaml.Node | None
    what: str
    values: dict[str, yaml.Node] = field(default_factory=dict)
    keys: dict[str, yaml.Node] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    is_broken: bool = False

    def __post_init__(self) -> None:
        for key, value in self.node.value if isinstance(self.node, yaml.MappingNode) else ():
            if not isinstance(key, yaml.ScalarNode):
                self.source.wrong(key, f"a key of {self.what} is {_kind(key)}; expected a word")
                continue
            if key.value in self.values:
                self.source.wrong(key, f"`{key.value}` stands twice in {self.what}; keep one")
            self.keys[key.value], self.values[key.value] = key, value

    def text(self, key: str, *, required: bool = True) -> str:
        node = self._ask(key, required)
        return self._scalar(node, "str", f"`{key}`") if node else ""

    def choice(self, key: str, allowed: tuple[str, ...], *, default: str = "") -> str:
        value = self.text(key, required=not default) or default
        if value and value not in allowed:
            self.source.wrong(self.values[key], f"`{key}` is `{value}`; allowed: {', '.join(allowed)}")
            return ""
        return value

    def number(self, key: str, *, default: int | None = None, least: int = 1) -> int:
        """Return a whole number from `least` on."""
        node = self._ask(key, default is None)
        if not node:
            return default or 0
        value = self._scalar(node, "int", f"`{key}`")
        if value and not (value.isdecimal() and int(value) >= least):
            self.source.wrong(node, f"`{key}` is {value}; allowed: whole numbers from {least}")
            return default or 0
        return int(value or 0)

    def flag(self, key: str) -> bool:
        node = self._ask(key, False)
        return bool(node) and self._scalar(node, "bool", f"`{key}`").lower() == "true"

    def texts(self, key: str, *, required: bool = False) -> tuple[tuple[str, int], ...]:
        """Return the texts of a list, each with its line."""
        entries = [(self._scalar(n, "str", f"an entry of `{key}`"), self.source.line(n)) for n in self.entries(key, required=required)]
        return tuple((value, line) for value, line in entries if value)

    def entries(self, key: str, *, required: bool = False) -> tuple[yaml.Node, ...]:
        """Return the nodes of a list; a list that would be empty is left out instead."""
        node = self._ask(key, required)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.source.wrong(node, f"`{key}` is {_kind(node)}; expected a list of at least one entry (or no `{key}` at all)")
            return ()
        return tuple(node.value)

    def mappings(self, key: str, what: str) -> Iterator["Fields"]:
        for node in self.entries(key):
            yield Fields(self.source, node, what)

    def inner(self, key: str) -> "Fields | None":
        """Return the mapping under a key, where there is one."""
        node = self._ask(key, False)
        return Fields(self.source, node, f"`{key}`") if node else None

    def lists(self, key: str) -> tuple[tuple[tuple[str, int], ...], ...]:
        """Return a list of lists of texts, each text with its line."""
        each = [Fields(self.source, None, "", {key: node}) for node in self.entries(key)]
        return tuple(one.texts(key) for one in each)

    @property
    def line(self) -> int:
        return self.source.line(self.node) if self.node else self.source.before + 1

    def line_of(self, key: str) -> int:
        return self.source.line(self.keys[key]) if key in self.keys else self.line

    def done(self) -> None:
        """Say which keys are unknown and which are missing; call it when all have been asked for."""
        if self.is_broken:
            return
        allowed = f"allowed: {', '.join(self.asked)}"
        if not isinstance(self.node, yaml.MappingNode):
            self.source.wrong(self.line, f"{self.what} is {_kind(self.node)}; expected lines `key: value`; {allowed}")
            return
        for key in self.values:
            if key not in self.asked:
                near = difflib.get_close_matches(key, self.asked, 1)
                meant = f"; did you mean `{near[0]}`?" if near else ""
                self.source.wrong(self.keys[key], f"unknown key `{key}` in {self.what}; {allowed}{meant}")
        for key in self.missing:
            self.source.wrong(self.line, f"{self.what} has no `{key}`; {allowed}")

    def _ask(self, key: str, required: bool) -> yaml.Node | None:
        self.asked.append(key)
        if required and key not in self.values:
            self.missing.append(key)
        return self.values.get(key)

    def _scalar(self, node: yaml.Node | None, tag: str, what: str) -> str:
        if isinstance(node, yaml.ScalarNode) and node.tag == f"tag:yaml.org,2002:{tag}" and node.value.strip():
            return str(node.value)
        quotes = "; put it in quotes" if tag == "str" and isinstance(node, yaml.ScalarNode) and node.value else ""
        self.source.wrong(node or self.line, f"{what} is {_kind(node)}; expected {TYPES[tag]}{quotes}")
        return ""


def _kind(node: yaml.Node | None) -> str:
    """Return what was found, in words."""
    if isinstance(node, yaml.SequenceNode):
        return "a list" if node.value else "an empty list"
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    return f"`{node.value}`" if node is not None and str(node.value).strip() else "empty"
