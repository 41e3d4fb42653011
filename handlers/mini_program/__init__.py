"""What the mini-program of residents and providers calls."""
