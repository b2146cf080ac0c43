"""Workers of one training on this machine, as `TF_CONFIG` tells each of them."""

import contextlib
import json
import socket


def worker_settings(count: int = 2) -> list[str]:
    """Returns the `TF_CONFIG` of each worker, on ports that nothing listens on now."""
    with contextlib.ExitStack() as stack:
        # All are held until the last is found, or two might be the same.
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("localhost", 0))
        hosts = [f"localhost:{one.getsockname()[1]}" for one in sockets]
    return [
        json.dumps({"cluster": {"worker": hosts}, "task": {"type": "worker", "index": index}})
        for index in range(count)
    ]
