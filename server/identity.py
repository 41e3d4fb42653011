"""Who this process is among the processes of all machines."""

import os
import socket


def process_name() -> str:
    """The machine and the process id."""
    return f"{socket.gethostname()}:{os.getpid()}"
