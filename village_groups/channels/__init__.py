"""One adapter for each way into a group, each with its declared abilities."""
