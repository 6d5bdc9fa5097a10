import subprocess
import sys
from pathlib import Path

from frontier_small import NOW, Home, pages, plan

OPEN = """
import sys
from pathlib import Path
from frontier.frontier import Frontier
from frontier.urls import join

frontier = Frontier.open(Path(sys.argv[1]), "shoes", 2e9)
batch = frontier.next_batch(1, 2e9)
frontier.schedule([join(batch.urls[0], "next")], 2e9)
frontier.done(batch.ids, 2e9)
frontier.close()
"""


def test_a_process_that_opens_a_frontier_ends_without_a_word(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.open(plan()).schedule(pages("a", 3), NOW)
    home.close()
    command = [sys.executable, "-c", OPEN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")
