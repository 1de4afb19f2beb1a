"""Ports of 127.0.0.1 for servers that are started again and again."""

import socket

_given = set()


def free_port(rng, ports):
    """One of these ports that is free, and that was not given before. The system picks none below 32768 by itself, so it stays free."""
    while True:
        port = rng.choice(ports)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in _given:
            _given.add(port)
            return port
