"""A report as a tree: read from Markdown or LaTeX, checked, and set as HTML and PDF."""
from .reading import read
from .tree import Block, Manuscript, Problem, Section, Span

__all__ = ["Block", "Manuscript", "Problem", "Section", "Span", "read"]
