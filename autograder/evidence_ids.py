"""The id by which a report names a result: a hash of the exercise, the seed, the state of the code, and the result."""
import hashlib
import json
from collections.abc import Iterable

ID = r"ev-[0-9a-f]{16}"     # what one looks like


def evidence_id(exercise: str, seed: int, code: str, result: str) -> str:
    """Return the id of one result.

    Whoever has the four can compute it anew; a number that was typed, or found by other code or under another seed, has another id.
    """
    said = json.dumps([exercise, seed, code, result], ensure_ascii=False)
    return f"ev-{hashlib.blake2b(said.encode(), digest_size=8).hexdigest()}"


def code_state(texts: Iterable[str]) -> str:
    """Return one hash of pieces of code, line endings apart."""
    total = hashlib.blake2b(digest_size=16)
    for text in texts:
        data = text.replace("\r\n", "\n").encode()
        total.update(f"{len(data)}\0".encode() + data)
    return total.hexdigest()
