"""What the browser is given of others' work is what docs/dependencies.md says, with its licence beside it."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "handlers" / "static" / "vendor"
LINE = re.compile(r"^\| `([\w.-]+\.js)` .*`([0-9a-f]{64})` \|$", re.M)


def test_every_vendored_file_is_the_one_that_was_looked_at() -> None:
    noted = dict(LINE.findall((ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")))
    kept = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")}
    assert kept == noted


def test_every_vendored_file_has_its_licence_and_a_page_that_uses_it() -> None:
    templates = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handlers" / "templates").rglob("*.html"))
    for path in VENDOR.glob("*.js"):
        assert (VENDOR / f"{path.name.split('-')[0]}-LICENSE").is_file()
        assert f"vendor/{path.name}" in templates
