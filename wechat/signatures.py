"""Signatures of callbacks, compared in constant time."""

import hashlib
import hmac

SIGNATURE_HEADER = "X-Simulator-Signature"
TIMESTAMP_HEADER = "X-Simulator-Timestamp"


def sha1_signature(*parts: str) -> str:
    """The platforms' way: sort the parts, join them, SHA-1."""
    joined = "".join(sorted(parts)).encode("utf-8")
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def sign_simulator(token: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over ``timestamp.body``, in hexadecimal."""
    return hmac.new(token.encode("utf-8"), timestamp.encode("ascii") + b"." + body, "sha256").hexdigest()


def same(expected: str, given: str) -> bool:
    """Whether two signatures are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(expected.encode("utf-8"), given.encode("utf-8"))
