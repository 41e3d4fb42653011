"""Reach: how far a push came. Counted for villages and days, never for persons; nothing is ranked."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs

FOLLOWS_WITHIN = timedelta(hours=48)
RUN_ID_CHARACTERS = 10
LONGEST_SCENE = 32


@dataclass(frozen=True)
class Scene:
    """What a code or card says of where it hung."""

    village_code: str | None = None
    run_id: str | None = None


@dataclass(frozen=True)
class Opening:
    """How often, and by how many different people, the code of a run was opened in a village on a day."""

    run_id: str
    village_code: str
    on: str
    openings: int
    people: int


def run_id_of(plan_id: str, run_key: str) -> str:
    """A short name of a run, fit for a scene."""
    return hashlib.sha256(f"{plan_id}:{run_key}".encode()).hexdigest()[:RUN_ID_CHARACTERS]


def push_scene(plan_id: str, run_key: str, village_code: str | None) -> str:
    """The scene of a card or poster: ``v=420202005001&r=0a1b2c3d4e``. Units: at most 32 characters."""
    run = f"r={run_id_of(plan_id, run_key)}"
    return f"v={village_code}&{run}" if village_code else run


def read_scene(scene: str) -> Scene:
    """What a scene says; anything else that stands in it is left aside."""
    parts = parse_qs(scene[:LONGEST_SCENE])
    village, run = parts.get("v", [""])[0], parts.get("r", [""])[0]
    return Scene(
        village if len(village) == 12 and village.isdigit() else None,
        run if len(run) == RUN_ID_CHARACTERS and run.isalnum() else None,
    )


@dataclass(frozen=True)
class PushRun:
    """One run of a plan: what it sent, and when."""

    id: str
    plan_id: str
    run_key: str
    division_code: str
    article_id: str
    article_title: str
    at: datetime
    ordered: int
    occasion: str = ""
