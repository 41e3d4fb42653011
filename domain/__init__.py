"""Facts and rules: frozen dataclasses and pure functions. No input, no output."""
