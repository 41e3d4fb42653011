"""Which failures mean that the store is away, and which that something is wrong with us."""

import pytest
from pymongo.errors import (
    AutoReconnect,
    CursorNotFound,
    DuplicateKeyError,
    OperationFailure,
    ServerSelectionTimeoutError,
)

from store import Store


@pytest.mark.parametrize(
    ("failure", "is_outage"),
    [
        (AutoReconnect("gone"), True),
        (ServerSelectionTimeoutError("nobody there"), True),
        (CursorNotFound("it was started anew while we read", 43), True),
        (OperationFailure("no such thing", 59), False),
        (DuplicateKeyError("there already", 11000), False),
        (KeyError("ours"), False),
    ],
)
def test_an_outage_is_told_from_a_mistake(failure: Exception, is_outage: bool) -> None:
    assert Store.is_outage(failure) is is_outage
