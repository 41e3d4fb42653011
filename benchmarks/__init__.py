"""Measured claims, each beside a baseline in the same run."""
