"""Exercises in JupyterLab: the learner's file as cells, `%grade` in a live kernel, notebooks read, and finished work exported."""
from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Let `%load_ext autograder.notebook` bring `%grade` to any notebook."""
    from .magic import register
    register(shell)
