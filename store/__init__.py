"""Where it is kept: the only folder that touches motor."""
