"""A server that speaks S3, one request after the other.

S3 makes "put, unless it exists" one step. moto looks first and puts later, so two writers
at once could both be told that they were first.
"""

import sys
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    create_backend_app,
)
from werkzeug.serving import run_simple

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def main(port: int) -> None:
    """Serve on the loopback port `port` until the process ends."""
    moto = DomainDispatcherApplication(create_backend_app)
    one = Lock()

    def serve(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        with one:
            return list(moto(environ, start_response))

    run_simple("127.0.0.1", port, serve, threaded=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
