"""Which shape an expression has, symbolically: found from its parts and from what its names are declared as."""
from collections.abc import Mapping, Sequence

from .fitting import call_shape, law_shape, node_shape
from .render import typed
from .sizes import NUMBER, UNIT, Shape, ShapeError, Size, is_column, is_number, shape_text, size_of, size_tree, whole
from .tree import BINDERS, CONSTANTS, NUMBER_KINDS, Declaration, Tree, children

__all__ = ["NUMBER", "UNIT", "Shape", "ShapeError", "Shapes", "Size", "call_shape", "is_column", "is_number", "law_shape", "node_shape",
           "shape_of", "shape_text", "size_of", "size_tree", "whole"]


def shape_of(tree: Tree, declarations: Mapping[str, Declaration], bound: Mapping[str, Shape] | None = None) -> Shape:
    """Return the shape of a tree whose free names are declared, or raise ShapeError."""
    return Shapes(declarations).of(tree, bound or {})


class Shapes:
    """The shapes of the trees over one table of declarations; those of definitions are found once."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self.declarations = declarations
        self._names: dict[str, Shape] = {}

    def of(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        """Return the shape of a tree in which the bound names have the shapes given."""
        op = tree[0]
        if op == "num":
            return NUMBER
        if op == "sym":
            return self.name(tree[1], bound)
        if op == "idx" and self._is_sequence(tree[1], bound):
            return self._element(tree, bound)
        if op == "call":
            return self._value(tree, bound)
        if op == "mod" and self.name(tree[2], bound) != NUMBER:
            raise ShapeError(f"an expansion is in a small number, and {tree[2]} is none")
        if op in BINDERS:
            return self._binder(tree, bound)
        return node_shape(tree, [self.of(part, bound) for part in children(tree)])

    def _binder(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        gaussian = tree[0] == "E" and tree[3][:2] == ("fn", "N")
        outside = [self.of(part, bound) for part in (children(tree[3]) if gaussian else children(tree)[1:])]
        inner = law_shape(tree[3], outside) if tree[0] == "E" else outside[0] if tree[0] == "at" else NUMBER
        return node_shape(tree, [self.of(tree[1], {**bound, tree[2]: inner}), *outside])

    def name(self, name: str, bound: Mapping[str, Shape]) -> Shape:
        """Return the shape of a name, bound or declared."""
        if name in bound:
            return bound[name]
        if name in CONSTANTS:
            return NUMBER
        if name not in self.declarations:
            raise ShapeError(f"unknown name {name}; known are {', '.join(sorted(self.declarations)) or 'none'}", "name")
        if name not in self._names:
            self._names[name] = self._declared(name, self.declarations[name])
        return self._names[name]

    def _declared(self, name: str, declaration: Declaration) -> Shape:
        kind, *parts = declaration
        if kind in NUMBER_KINDS or kind in ("integer", "dim", "index"):
            return NUMBER
        if kind == "vector":
            return size_of(parts[0]), UNIT
        if kind in ("matrix", "array"):
            return tuple(size_of(size) for size in parts[:-1])
        if kind == "random":
            return law_shape(parts[0], [self.of(part, {}) for part in children(parts[0])])
        if kind == "definition":
            return self._defined(parts[0], parts[1])
        example = "m[t]" if kind == "sequence" else "f(x)"
        raise ShapeError(f"{name} is a {kind}: write {example.replace(example[0], name, 1)}", "use")

    def _defined(self, indices: Sequence[str], body: Tree) -> Shape:
        if not indices:
            return self.of(body, {})
        sizes: list[Size] = []
        for index in indices:
            declaration = self.declarations.get(index, ("nothing",))
            if declaration[0] != "index":
                raise ShapeError(f"{index} is not declared as an index", "name")
            sizes.append(size_of(declaration[1]))
        return (sizes[0], UNIT) if len(sizes) == 1 else tuple(sizes)

    def _is_sequence(self, base: Tree, bound: Mapping[str, Shape]) -> bool:
        return base[0] == "sym" and base[1] not in bound and self.declarations.get(base[1], ("nothing",))[0] == "sequence"

    def _element(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        if len(tree) != 3 or not is_number(self.of(tree[2], bound)):
            raise ShapeError(f"{typed(tree)}: a sequence takes one whole number")
        first: Tree = self.declarations[tree[1][1]][2]
        return self.of(first, {})

    def _value(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        declaration = self.declarations.get(tree[1], ("nothing",))
        if declaration[0] != "function":
            raise ShapeError(f"unknown function {tree[1]}", "name")
        return call_shape(tree, [self.of(part, bound) for part in tree[2:]], declaration)
