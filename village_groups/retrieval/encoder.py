"""A question as a vector: questions that mean the same lie near each other, whatever words they use.

A small transformer (twelve layers, 8-bit weights), made by benchmarks/train_encoder.py from multilingual-e5-small and
our lay questions; docs/retrieval.md tells how. It runs on one core with no network: some milliseconds a question.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession, SessionOptions
from sentencepiece import SentencePieceProcessor

Vectors = NDArray[np.float32]
SHIPPED = Path(__file__).with_name("encoder")
NETWORK, PIECES = "questions.onnx", "pieces.model"
DIMENSIONS = 256
MOST_PIECES = 96  # some 150 characters; what a story says after that is heard by its words alone


class Encoder:
    """The network and the pieces it reads; shared by threads."""

    def __init__(self, place: Path = SHIPPED) -> None:
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # the other cores serve other people
        self._network = InferenceSession(place / NETWORK, options, providers=["CPUExecutionProvider"])
        self._pieces = SentencePieceProcessor(model_file=str(place / PIECES))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of DIMENSIONS for each text, of length one."""
        rows = [self._network.run(None, {"pieces": self._pieces_of(text)})[0][0] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def _pieces_of(self, text: str) -> NDArray[np.int64]:
        found = self._pieces.encode(spaced(text))[: MOST_PIECES - 2]
        return np.array([[self._pieces.bos_id(), *found, self._pieces.eos_id()]], dtype=np.int64)


def spaced(text: str) -> str:
    """As the pretrained network was taught to read a question."""
    return " ".join(unicodedata.normalize("NFKC", f"query: {text}").split())


@cache
def shipped_encoder() -> Encoder:
    """The one that ships, opened once in a process."""
    return Encoder()
