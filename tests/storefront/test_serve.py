import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from storefront.errors import PortTaken
from storefront.serve import serve
from storefront.settings import ShopSettings

ROOT = Path(__file__).parent.parent.parent
# As a command would: settings, a word when the port answers, and nothing after the end.
PROGRAM = """
import sys
from functools import partial
from pathlib import Path
from storefront.serve import serve
from storefront.settings import ShopSettings

if __name__ == "__main__":
    settings = ShopSettings(port=int(sys.argv[2]), workers=2)
    serve(Path(sys.argv[1]), settings, on_ready=partial(print, "ready", flush=True))
    print("stopped", flush=True)
"""


@pytest.fixture
def port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def served(stocked_home, port, tmp_path):
    """A shop in its own process, from the moment that it says it is ready."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    with subprocess.Popen(
        [sys.executable, str(program), str(stocked_home), str(port)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    ) as process:
        while process.stdout.readline() not in {"ready\n", ""}:
            pass
        yield process
        process.kill()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_shop_answers_until_it_is_told_to_stop(served, port, sign):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
        assert msgspec.json.decode(answer.read())["items"] == 200
    served.send_signal(sign)
    rest, _ = served.communicate(timeout=20)
    assert "stopped" in rest
    assert served.returncode == 0


def test_a_taken_port_is_named_with_the_way_out(stocked_home):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"127.0.0.1:{port} .* --port"):
            serve(stocked_home, ShopSettings(port=port))
