"""Finding the division that somebody meant by a name or a code, among those of a region."""

from collections import defaultdict
from collections.abc import Iterable

from domain.divisions import Division, Level, lies_within, speak_name
from domain.roster_cells import CellProblem, read_code


class Places:
    """The standing divisions of a region, by code and by every name that people write."""

    def __init__(self, divisions: Iterable[Division]) -> None:
        self._by_code = {one.id: one for one in divisions}
        self._by_name: defaultdict[tuple[Level, str], list[Division]] = defaultdict(list)
        for one in self._by_code.values():
            for name in {one.name, one.spoken_name, one.full_name, _short(one.name)}:
                self._by_name[one.level, name].append(one)

    def get(self, code: str) -> Division | None:
        """A division by its code."""
        return self._by_code.get(code)

    def name_township(self, village: Division) -> str:
        """The township's name as a file shows it."""
        township = self._by_code.get(village.township_code)
        return township.name if township else ""

    def read_village(self, village: str, township: str = "") -> Division:
        """The village of this name or code, in the township if one is named.

        Raises: CellProblem.
        """
        found = self._find(Level.VILLAGE, village)
        if township and not read_code(village):
            where = self._find(Level.TOWNSHIP, township)
            if not where:
                raise CellProblem(f"辖区内没有乡镇（街道）“{township}”。")
            found = [one for one in found if any(lies_within(one.id, two.id) for two in where)]
        return _only(found, village, "村（社区）", "请填写乡镇（街道），或改填12位代码")

    def read_home(self, text: str) -> Division:
        """A township or county of this name or code.

        Raises: CellProblem.
        """
        found = [*self._find(Level.TOWNSHIP, text), *self._find(Level.COUNTY, text)]
        return _only(found, text, "乡镇或县", "请改填区划代码")

    def read_any(self, text: str) -> Division:
        """A division of any level by name or code.

        Raises: CellProblem.
        """
        found = [one for level in Level for one in self._find(level, text)]
        return _only(list({one.id: one for one in found}.values()), text, "区划", "请改填区划代码")

    def _find(self, level: Level, text: str) -> list[Division]:
        code = read_code(text)
        if code:
            one = self._by_code.get(code)
            return [one] if one and one.level is level else []
        return self._by_name.get((level, text)) or self._by_name.get((level, speak_name(text))) or []


def _only(found: list[Division], text: str, kind: str, advice: str) -> Division:
    if not found:
        raise CellProblem(f"辖区内没有{kind}“{text}”。")
    if len(found) > 1:
        raise CellProblem(f"辖区内有{len(found)}个“{text}”，{advice}。")
    return found[0]


def _short(name: str) -> str:
    """A township or county as neighbours call it: nothing is left off here, but 村 stays a part of the name."""
    return name.removesuffix("办事处") if name.endswith("街道办事处") else name
