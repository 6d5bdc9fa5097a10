"""Free ports for servers that tests start."""

import socket


def free_port() -> int:
    """Return a port that nothing listens on, on any address of this machine."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        port: int = probe.getsockname()[1]
        return port
