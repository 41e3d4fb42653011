"""Real store, real HTTP."""
