"""Languages have codes, dialects have names."""

import pytest

from domain.errors import BadInput
from domain.languages import checked_language, language_name


@pytest.mark.parametrize(
    ("said", "kept", "told"), [("mn", "mn", "蒙古语"), ("蒙古语", "mn", "蒙古语"), ("大冶话",) * 3]
)
def test_a_language_is_kept_by_its_code_and_told_by_its_name(said: str, kept: str, told: str) -> None:
    assert checked_language(said) == kept
    assert language_name(kept) == told


@pytest.mark.parametrize("said", ["xx", "话", "<b>话", "说什么都行", "大冶话 "])
def test_what_is_no_language_is_refused(said: str) -> None:
    with pytest.raises(BadInput) as refusal:
        checked_language(said)
    assert "language" in refusal.value.fields
