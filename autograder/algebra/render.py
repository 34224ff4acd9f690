"""How a tree is written: as typed in Python, as on paper in Unicode, and in LaTeX."""
from .latex import Latex
from .paper import Paper
from .tree import Tree
from .writing import Declarations, Typed


def typed(tree: Tree, declarations: Declarations | None = None) -> str:
    """Return the tree as the Python that builds it; declarations let sums over whole indices be written short."""
    return Typed(declarations or {}).text(tree)


def unicode(tree: Tree, declarations: Declarations | None = None) -> str:
    """Return the tree as a line on paper."""
    return Paper(declarations or {}).text(tree)


def latex(tree: Tree, declarations: Declarations | None = None) -> str:
    """Return the tree as LaTeX, for mathematics mode."""
    return Latex(declarations or {}).text(tree)
