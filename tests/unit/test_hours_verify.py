"""What the command that verifies hours says, and how it ends."""

import pytest

from actions.verify_chain import ChainReport
from domain.chain_checks import Fault
from domain.errors import BadInput
from domain.hour_chain import Head
from server.commands.verify_hours import MOST_FAULTS_SHOWN, exit_code, read_noted, say_report

HEAD = Head(7, "9f86d081" * 8)
GOOD = ChainReport("420202000000:2026", HEAD, 3, ())


def test_it_ends_with_one_when_anything_does_not_agree() -> None:
    bad = ChainReport(GOOD.chain, HEAD, 3, (Fault("第4号被删除。", "entry-1"),))
    lost = ChainReport(GOOD.chain, HEAD, 3, (), seen=False)
    assert exit_code([GOOD], None) == 0
    assert exit_code([GOOD, bad], None) == 1
    assert exit_code([lost], HEAD) == 1
    assert exit_code([], HEAD) == 1  # the noted chain is gone altogether
    assert exit_code([], None) == 0


def test_every_fault_is_told_with_its_entry_and_the_end_can_be_noted() -> None:
    faults = tuple(Fault(f"第{number}号被删除。", "entry-1") for number in range(MOST_FAULTS_SHOWN + 5))
    lines = say_report(ChainReport(GOOD.chain, HEAD, 3, faults, seen=False))
    assert lines[0] == "420202000000 2026年：工时entry-1：第0号被删除。"
    assert lines[-3:] == [
        "420202000000 2026年：另有5处不符。",
        "420202000000 2026年：记下的链尾已经不在，或与当时不同。",
        "420202000000 2026年：核对留痕7号、工时3条，有205处不符。链尾7:9f86d0819f86d081",
    ]
    assert read_noted(lines[-1].rpartition("链尾")[2]) == Head(7, "9f86d0819f86d081")


@pytest.mark.parametrize("text", ["7", "7:", "7:abc", "x:9f86d081", "7:9f86-081"])
def test_a_noted_end_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_noted(text)
