"""Real server, real browser."""
