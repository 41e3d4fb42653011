"""The staff console: its API and its pages."""
