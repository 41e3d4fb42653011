"""Numbered, forward-only, rerunnable changes of the store's shape. They import no application code."""
