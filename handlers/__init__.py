"""A door: HTTP. Who is asking, parse, act, answer."""
