"""A door: the clock. One table of jobs, one runner."""
