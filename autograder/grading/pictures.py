"""The picture of a figure that was judged: asked of the learner's side, looked through, and handed to whoever keeps it."""
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from ..errors import LearnerError
from ..model import Finding
from ..worker.client import DRAWN_WITHIN, Asked, Worker
from ..worker.figures import Figure
from .judging import Judged

Keep = Callable[[bytes], str]       # keeps a PNG, returns its name
BYTES, PIXELS = 2 << 20, 2_000_000
MOST = 4                            # pictures of one finding
LONGEST = 300                       # characters of what matplotlib says
SIGNATURE, CHUNK = b"\x89PNG\r\n\x1a\n", struct.Struct(">I4s")


def pictured(judged: Judged, worker: Worker, keep: Keep | None) -> Finding:
    """Return the finding with the pictures of the figures it rests on: those of the failing call, else the last ones that were seen.

    A figure that cannot be drawn has shown its data all the same; its finding says why there is no picture.
    """
    finding = judged.finding
    if keep is None or finding.verdict not in ("passed", "failed"):
        return finding
    found, said = list[bytes](), list[str]()
    for figure in _judged_figures(judged)[:MOST]:
        try:
            png = looked_through(worker.picture(figure.number))
        except LearnerError as error:
            said.append(why(error))
        else:
            found += [png] if png else []
    evidence = finding.evidence
    message = "\n".join(dict.fromkeys(filter(None, [evidence.message, *said])))
    return replace(finding, evidence=replace(evidence, message=message, pictures=tuple(map(keep, found)))) if found or said else finding


def why(error: LearnerError) -> str:
    """Return, in a learner's words, why there is no picture of a figure."""
    if error.kind == "raised":
        return f"your figure cannot be drawn, so you see no picture of it: savefig raises {_one_line(error.message)[:LONGEST]}"
    if error.kind == "timed_out":
        return f"your figure takes more than {DRAWN_WITHIN:g} s to draw, so you see no picture of it"
    return "your program ended while your figure was drawn, so you see no picture of it"


def _one_line(message: str) -> str:
    """Return what matplotlib says of a formula, the mark under the place left out: the place is told in words too."""
    return ": ".join(" ".join(row.split()).rstrip(":") for row in message.split("\n") if row.strip(" ^"))


def _judged_figures(judged: Judged) -> list[Figure]:
    failing: list[Asked] = [judged.failing_call] if judged.failing_call and judged.finding.verdict == "failed" else []
    for asked in (*failing, *reversed(judged.log)):
        if found := list(_figures(asked.answer)):
            return found
    return []


def _figures(answer: Any) -> Iterator[Figure]:
    if isinstance(answer, Figure):
        yield answer
    elif isinstance(answer, (list, tuple, dict)):
        for inner in answer.values() if isinstance(answer, dict) else answer:
            yield from _figures(inner)


def looked_through(data: Any) -> bytes | None:
    """Return a PNG of ours, or None: eight bits a channel, of bounded size, with nothing in it but pixels that unpack to just that size."""
    if type(data) is not bytes or not data.startswith(SIGNATURE) or len(data) > BYTES:
        return None
    try:
        kept = list(_chunks(data))
        width, height, *how = struct.unpack(">IIBBBBB", kept[0][1])
        channels = {2: 3, 6: 4}[how[1]]
        if kept[0][0] != b"IHDR" or kept[-1][0] != b"IEND" or how != [8, how[1], 0, 0, 0] or not 0 < width * height <= PIXELS:
            return None
        size = height * (1 + channels * width)
        packed, unpacker = b"".join(body for name, body in kept if name == b"IDAT"), zlib.decompressobj()
        pixels = unpacker.decompress(packed, size + 1)
        if len(pixels) != size or unpacker.unconsumed_tail:
            return None
    except (struct.error, KeyError, IndexError, zlib.error):
        return None
    return SIGNATURE + b"".join(_chunk(name, body) for name, body in (kept[0], (b"IDAT", packed), (b"IEND", b"")))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(data):
        length, name = CHUNK.unpack_from(data, at)
        body = data[at + CHUNK.size:at + CHUNK.size + length]
        if len(body) != length:
            raise struct.error
        yield name, body
        at += CHUNK.size + length + 4       # the sum at its end is made anew


def _chunk(name: bytes, body: bytes) -> bytes:
    return CHUNK.pack(len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))
