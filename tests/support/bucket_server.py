"""A server that speaks S3, one request after the other.

S3 makes "put, unless it exists" one step. moto looks first and puts later, so two writers
at once could both be told that they were first: one thread answers all. Twisted keeps
connections open, where moto's own server opens one and starts a thread a request, logs
a line, and looks which of a hundred services is meant: that took longer than answering.
"""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import create_backend_app
from twisted.internet import reactor
from twisted.python.threadpool import ThreadPool
from twisted.web.server import Site
from twisted.web.wsgi import WSGIResource

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def main(port: int) -> None:
    """Serve on the loopback port `port` until the process ends."""
    one = ThreadPool(1, 1)
    one.start()
    moto = create_backend_app("s3")

    def serve(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        # Bodies are whole before moto sees them, also those whose length was not told.
        return moto(environ | {"wsgi.input_terminated": True}, start_response)

    site = Site(WSGIResource(reactor, one, serve))
    reactor.listenTCP(port, site, interface="127.0.0.1")
    reactor.addSystemEventTrigger("after", "shutdown", one.stop)
    reactor.run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
