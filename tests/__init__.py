"""Three tiers: unit (pure), integration (real store), end_to_end (real server, real browser)."""
