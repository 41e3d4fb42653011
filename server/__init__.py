"""Starting: command line, settings, wiring, logging and the embedded store."""
