"""Importing divisions into a real store: whole files or nothing, and nothing is ever deleted."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from actions.context import Context
from actions.import_divisions import DivisionFile, ImportOutcome, import_divisions
from domain.division_files import read_name
from domain.divisions import DivisionState, Level
from server.commands.import_divisions import read_files
from tests.builders import SettableClock

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "divisions"
NAMES = [read_name("42=湖北省"), read_name("4202=黄石市")]

AREAS = DivisionFile("areas.csv", "code,name,cityCode,provinceCode\n420202,黄石港区,4202,42\n".encode())
STREET_LINES = ["code,name,areaCode", "420202005,沈家营街道,420202", "420202006,黄石港街道,420202"]
VILLAGE_LINES = [
    "code,name,streetCode",
    "420202005001,桂花湾社区,420202005",
    "420202005002,师院社区,420202005",
    "420202006001,天桥社区,420202006",
]


def file(name: str, lines: list[str]) -> DivisionFile:
    return DivisionFile(name, "\n".join(lines).encode())


STREETS = file("streets.csv", STREET_LINES)
VILLAGES = file("villages.csv", VILLAGE_LINES)


async def bring(ctx: Context, *files: DivisionFile, names: bool = True) -> ImportOutcome:
    return await import_divisions(ctx, files=files, named=NAMES if names else [], progress=lambda sentence: None)


async def names_of(ctx: Context, level: Level = Level.VILLAGE) -> dict[str, str]:
    return {one.id: one.full_name for one in await ctx.store.divisions.list_level(level, "420000000000")}


def counts(outcome: ImportOutcome) -> list[tuple[int, int, int]]:
    """Added, rewritten, unchanged; file by file."""
    return [(len(r.changes.added), len(r.changes.rewritten), r.changes.unchanged) for r in outcome.reports]


@pytest.mark.gen_test
@pytest.mark.both_stores
async def test_files_in_any_order_become_divisions_and_again_change_nothing(ctx: Context) -> None:
    assert counts(await bring(ctx, VILLAGES, STREETS, AREAS)) == [(1, 0, 0), (1, 0, 0), (1, 0, 0), (2, 0, 0), (3, 0, 0)]
    assert await names_of(ctx) == {
        "420202005001": "黄石市黄石港区沈家营街道桂花湾社区",
        "420202005002": "黄石市黄石港区沈家营街道师院社区",
        "420202006001": "黄石市黄石港区黄石港街道天桥社区",
    }
    again = await bring(ctx, VILLAGES, STREETS, AREAS)
    assert counts(again) == [(0, 0, 1), (0, 0, 1), (0, 0, 1), (0, 0, 2), (0, 0, 3)]


@pytest.mark.gen_test
async def test_a_file_with_one_bad_row_leaves_nothing_and_the_others_go_on(ctx: Context) -> None:
    wrong = file("villages.csv", [*VILLAGE_LINES, "420202099001,无名村,420202099"])
    outcome = await bring(ctx, AREAS, STREETS, wrong)
    assert [(row.line, row.problem) for row in outcome.refused["villages.csv"].rows] == [
        (5, "上级420202099000不存在，请先导入上级文件")
    ]
    assert await names_of(ctx) == {}
    assert len(await names_of(ctx, Level.TOWNSHIP)) == 2


@pytest.mark.gen_test
async def test_two_files_over_one_county_are_not_played_against_each_other(ctx: Context) -> None:
    outcome = await bring(
        ctx, AREAS, STREETS, VILLAGES, file("more-villages.csv", [VILLAGE_LINES[0], VILLAGE_LINES[1]])
    )
    assert list(outcome.refused) == ["more-villages.csv"]
    assert len(await names_of(ctx)) == 3


@pytest.mark.gen_test
@pytest.mark.both_stores
async def test_vanished_and_renamed_villages_are_kept_and_marked(ctx: Context, clock: SettableClock) -> None:
    await bring(ctx, AREAS, STREETS, VILLAGES)
    clock.move(days=365)
    await bring(ctx, file("villages.csv", [VILLAGE_LINES[0], VILLAGE_LINES[1].replace("桂花湾", "桂花")]), names=False)
    renamed = await ctx.store.divisions.find("420202005001")
    assert renamed
    assert [(one.name, one.until) for one in renamed.former_names] == [("桂花湾社区", clock())]
    gone = await ctx.store.divisions.find("420202006001")
    assert gone
    assert (gone.state, gone.vanished_at, gone.name) == (DivisionState.VANISHED, clock(), "天桥社区")
    await bring(ctx, VILLAGES, names=False)
    back = await ctx.store.divisions.find("420202006001")
    assert back
    assert (back.state, back.vanished_at) == (DivisionState.STANDING, None)


@pytest.mark.gen_test
async def test_full_names_below_follow_a_renamed_township_and_a_city_named_late(ctx: Context) -> None:
    await bring(ctx, AREAS, STREETS, VILLAGES, names=False)
    assert (await names_of(ctx))["420202005001"] == "黄石港区沈家营街道桂花湾社区"
    await bring(ctx)
    assert (await names_of(ctx))["420202005001"] == "黄石市黄石港区沈家营街道桂花湾社区"
    renamed = [line.replace("沈家营街道", "沈家营镇") for line in STREET_LINES]
    outcome = await bring(ctx, file("streets.csv", renamed), names=False)
    assert (await names_of(ctx))["420202005001"] == "黄石市黄石港区沈家营镇桂花湾社区"
    assert [report.followed for report in outcome.reports] == [2]


@pytest.mark.gen_test
async def test_a_run_cut_off_in_the_middle_is_healed_by_the_next(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    await bring(ctx, AREAS, STREETS, VILLAGES)
    renamed = file("streets.csv", [line.replace("沈家营街道", "沈家营镇") for line in STREET_LINES])
    put_all = type(ctx.store.divisions).put_all
    with monkeypatch.context() as broken:
        calls = []

        async def put_once(self, divisions, on_batch):  # type: ignore[no-untyped-def] # stands in for put_all
            calls.append(len(divisions))
            if len(calls) > 1:
                raise ConnectionError
            await put_all(self, divisions, on_batch)

        broken.setattr(type(ctx.store.divisions), "put_all", put_once)
        with pytest.raises(ConnectionError):
            await bring(ctx, renamed, names=False)
    township = await ctx.store.divisions.find("420202005000")
    assert township and township.name == "沈家营街道"
    await bring(ctx, renamed, names=False)
    assert (await names_of(ctx))["420202005002"] == "黄石市黄石港区沈家营镇师院社区"
    assert (await names_of(ctx, Level.TOWNSHIP))["420202005000"] == "黄石市黄石港区沈家营镇"


@pytest.mark.gen_test
@pytest.mark.both_stores
async def test_a_division_added_by_somebody_else_meanwhile_is_no_failure(ctx: Context) -> None:
    await bring(ctx, AREAS, STREETS, VILLAGES)
    kept = await ctx.store.divisions.list_level(Level.VILLAGE, "420202000000")
    heard: list[int] = []
    await ctx.store.divisions.add_all(kept, heard.append)
    assert heard == [3]
    assert len(await names_of(ctx)) == 3


def run_command(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir)}
    program = [sys.executable, "-m", "server", "import-divisions", *arguments]
    return subprocess.run(program, capture_output=True, text=True, timeout=300, env=environ, cwd=ROOT)


def test_a_truncated_archive_is_not_read(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join(VILLAGE_LINES).encode())
    (tmp_path / "villages.csv.gz").write_bytes(whole[:-12])
    files, problems = read_files([tmp_path / "villages.csv.gz"])
    assert files == []
    assert "压缩包不完整" in problems[0]


def test_the_command_imports_what_is_good_names_the_bad_line_and_fails(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_bytes(AREAS.content)
    (tmp_path / "streets.csv.gz").write_bytes(gzip.compress(STREETS.content))
    (tmp_path / "villages.csv").write_bytes(VILLAGES.content + "\n42020200600,短码村,420202006\n".encode())
    done = run_command(tmp_path / "data", str(tmp_path), "--name", "4202=黄石市")
    assert done.returncode == 1, done.stderr
    assert "第5行：代码“42020200600”不是12位数字。" in done.stderr
    assert f"{tmp_path}/streets.csv.gz：新增2个，未变0个。" in done.stderr
    assert "导入结束：2个文件已导入，1个文件未导入" in done.stderr


@pytest.mark.skipif(not REAL.is_dir(), reason="the division codes of ../shared/data/divisions are not here")
@pytest.mark.gen_test(timeout=60)
async def test_all_villages_of_huangshi(ctx: Context) -> None:
    files, problems = read_files(sorted(REAL.glob("huangshi-*.csv")))
    outcome = await bring(ctx, *files)
    assert problems == []
    assert outcome.refused == {}
    villages = await names_of(ctx)
    assert len(villages) == 1_040
    assert villages["420202005001"] == "黄石市黄石港区沈家营街道桂花湾社区"


@pytest.mark.skipif(not REAL.is_dir(), reason="the division codes of ../shared/data/divisions are not here")
def test_all_villages_of_henan(tmp_path: Path) -> None:
    done = run_command(
        tmp_path / "data", *map(str, REAL.glob("henan-*.csv*"))
    )  # dropped with its store: that is faster
    assert done.returncode == 0, done.stderr
    assert "henan-areas.csv：新增181个，未变0个。" in done.stderr
    assert "henan-streets.csv.gz：新增2586个，未变0个。" in done.stderr
    assert "henan-villages.csv.gz：新增52378个，未变0个。" in done.stderr
