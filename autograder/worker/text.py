"""Text of a learner's before it meets a terminal, XML or JSON."""
BIDI = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def clean(text: str) -> str:
    """Return text without escapes, controls, lone surrogates and marks that turn the direction of writing."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text.replace("\r\n", "\n").translate(BIDI))
