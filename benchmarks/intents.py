"""How well messages of village groups are understood: ``python -m benchmarks.intents [--errors]``.

Prints recall, false alarms, a confusion table and the time a message takes, for the development part and for the
part held out. Whole families of lines (one scenario, one voice) are held out by a hash of the family's name. Families
called known_*, practice_* and fresh_* served to write the rules and are never held out; second_* and third_* were
written afterwards and always are. --errors shows the lines that went wrong in the development part; nothing shows
those of the other part, so that it stays a test.
"""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.services import ServiceClass
from village_groups.intents import IntentKind, Reading, read_message

LINES_FOLDER = Path(__file__).parent.parent / "tests" / "data" / "intents"
NEVER_HELD_OUT = ("known", "practice", "fresh")
# Held out until their false alarms were looked at (docs/intents.md).
RETIRED = frozenset(
    ("thanks_legal", "hard_opinion", "second_old_men", "second_gossip_law", "second_hot_talk", "second_past_danger")
)
ALWAYS_HELD_OUT = ("second", "third")
# The first number for which every intent and service has between a fifth and 45 % of its lines held out.
SPLIT = "split 849: "
PARTS = 3


@dataclass(frozen=True)
class Line:
    """One labelled line."""

    id: str
    text: str
    intent: IntentKind
    family: str
    service: str | None = None

    @property
    def is_held_out(self) -> bool:
        """Whether nothing may be learned from it."""
        if self.family.startswith(NEVER_HELD_OUT) or self.family in RETIRED:
            return False
        if self.family.startswith(ALWAYS_HELD_OUT):
            return True
        digest = hashlib.sha256(f"{SPLIT}{self.family}".encode()).digest()
        return int.from_bytes(digest[:4], "big") % PARTS == 0


@dataclass(frozen=True)
class Result:
    """A line and how it was read."""

    line: Line
    reading: Reading

    @property
    def acted_as(self) -> IntentKind:
        """The intent the bot acts on; asking back is not acting."""
        return self.reading.intent if self.reading.is_sure else IntentKind.NONE


def read_lines(*, held_out: bool) -> list[Line]:
    """The lines of one part, in the order of the files."""
    return [line for line in _all_lines() if line.is_held_out is held_out]


def measure(lines: Sequence[Line]) -> list[Result]:
    """Every line read once."""
    return [Result(line, read_message(line.text)) for line in lines]


def recall(results: Sequence[Result], intent: IntentKind) -> float:
    """The share of an intent's lines on which the bot acts, rightly, without asking back."""
    wanted = [result for result in results if result.line.intent is intent]
    return sum(result.acted_as is intent for result in wanted) / len(wanted)


def false_alarms(results: Sequence[Result]) -> list[Result]:
    """Ordinary chat on which the bot acts."""
    chat = [result for result in results if result.line.intent is IntentKind.NONE]
    return [result for result in chat if result.acted_as is not IntentKind.NONE]


def service_accuracy(results: Sequence[Result]) -> float:
    """Of the requests that were heard, the share whose service was named rightly."""
    heard = [result for result in results if result.line.service and result.acted_as is IntentKind.SERVICE_REQUEST]
    return sum(result.line.service == service_name(result.reading) for result in heard) / len(heard)


def service_name(reading: Reading) -> str | None:
    """``lawyer`` and so on; ``other`` for a request that names none of the five."""
    if reading.intent is not IntentKind.SERVICE_REQUEST:
        return None
    return "other" if reading.service_class in (None, ServiceClass.ADVICE) else reading.service_class.value


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="show what went wrong in the development part")
    arguments = parser.parse_args()
    for held_out in (False, True):
        lines = read_lines(held_out=held_out)
        measure(lines[:1])  # reads the weights
        started = time.perf_counter()
        results = measure(lines)
        each = (time.perf_counter() - started) / len(lines) * 1e6
        _show("held out" if held_out else "development", results, each)
        if arguments.errors and not held_out:
            _show_errors(results)


def _all_lines() -> Iterator[Line]:
    for path in sorted(LINES_FOLDER.glob("*.jsonl")):
        for text in path.read_text(encoding="utf-8").splitlines():
            kept = json.loads(text)
            yield Line(**{**kept, "intent": IntentKind(kept["intent"])})


def _show(name: str, results: Sequence[Result], microseconds: float) -> None:
    chat = sum(result.line.intent is IntentKind.NONE for result in results)
    alarms = len(false_alarms(results))
    print(f"{name}: {len(results)} lines, {microseconds:.0f} microseconds a message")
    print(f"  false alarms on chat: {alarms} of {chat} ({alarms / chat:.2%})")
    print(f"  service named rightly: {service_accuracy(results):.1%}")
    table = Counter(
        (result.line.intent, result.reading.intent if result.reading.is_sure else "asks back") for result in results
    )
    columns = [*IntentKind, "asks back"]
    print("  " + f"{'label / read as':<16}" + "".join(f"{column[:9]:>10}" for column in columns) + f"{'recall':>9}")
    for row in IntentKind:
        counts = "".join(f"{table[row, column]:>10}" for column in columns)
        print(f"  {row:<16}{counts}{recall(results, row):>9.1%}")


def _show_errors(results: Sequence[Result]) -> None:
    for result in results:
        wrong_service = result.line.service is not None and result.line.service != service_name(result.reading)
        if result.acted_as is not result.line.intent or wrong_service:
            reading = result.reading
            print(
                f"  {result.line.id} {result.line.intent} {result.line.service or ''} -> {reading.intent} "
                f"{service_name(reading) or ''} {reading.confidence:.2f} {result.line.text}"
            )


if __name__ == "__main__":
    main()
