"""One file of named arrays, mapped into memory: complete before it is seen, then never changed."""

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
_MARK = b"LAWINDX1"
_ALIGNMENT = 64


class BadIndexFile(ValueError):
    """The file is none of ours, or was cut short."""


def write_index_file(path: Path, arrays: Arrays, facts: Mapping[str, Any]) -> None:
    """Replace the file at ``path``; a reader meets the old one or the new one, never a part of either."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    try:
        with unfinished.open("wb") as file:
            _write(file, arrays, facts)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(file: Any, arrays: Arrays, facts: Mapping[str, Any]) -> None:
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = {"dtype": array.dtype.str, "shape": list(array.shape), "offset": offset}
        offset += _padded(array.nbytes)
    header = json.dumps({"facts": dict(facts), "arrays": table, "bytes": offset}).encode()
    file.write(_MARK + len(header).to_bytes(8, "little") + header)
    file.write(b"\0" * (_padded(file.tell()) - file.tell()))
    for array in arrays.values():
        file.write(np.ascontiguousarray(array).tobytes())
        file.write(b"\0" * (_padded(array.nbytes) - array.nbytes))


def read_index_file(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The arrays, mapped and read-only, and the facts written with them.

    Raises: BadIndexFile, FileNotFoundError.
    """
    with path.open("rb") as file:
        header = _read_header(file)
        start = _padded(file.tell())
        if path.stat().st_size < start + header["bytes"]:
            raise BadIndexFile("the file was cut short")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays = {}
    for name, place in header["arrays"].items():
        count = int(np.prod(place["shape"], dtype=np.int64))
        flat = np.frombuffer(mapped, dtype=place["dtype"], count=count, offset=start + place["offset"])
        arrays[name] = flat.reshape(place["shape"])
    return arrays, header["facts"]


def read_facts(path: Path) -> dict[str, Any]:
    """The facts alone.

    Raises: BadIndexFile, FileNotFoundError.
    """
    with path.open("rb") as file:
        facts: dict[str, Any] = _read_header(file)["facts"]
    return facts


def _read_header(file: Any) -> dict[str, Any]:
    mark, length = file.read(8), int.from_bytes(file.read(8), "little")
    if mark != _MARK or not 0 < length < 1_000_000:
        raise BadIndexFile("the file does not begin as an index does")
    try:
        header: dict[str, Any] = json.loads(file.read(length))
    except ValueError:
        raise BadIndexFile("the header was cut short") from None
    return header


def _padded(size: int) -> int:
    return -(-size // _ALIGNMENT) * _ALIGNMENT
