"""The lines of a program, as compilers count them: a form feed or a separator pasted from a web page ends none, as it does for str.splitlines."""
import re

ENDS = re.compile(r"\r\n|\r|\n")
WITH_ENDS = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def source_lines(text: str) -> list[str]:
    """Return the lines without their ends."""
    found = ENDS.split(text)
    return found if found[-1] else found[:-1]


def whole_source_lines(text: str) -> list[str]:
    """Return the lines with their ends: together they are the text."""
    return WITH_ENDS.findall(text)
