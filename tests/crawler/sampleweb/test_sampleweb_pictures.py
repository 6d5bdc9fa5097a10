import os
import subprocess
import sys
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from crawler.sampleweb.goods import pool
from crawler.sampleweb.hosts import PRESS
from crawler.sampleweb.pictures.names import paths
from crawler.sampleweb.pictures.press import picture
from crawler.sampleweb.pictures.shapes import shapes
from crawler.sampleweb.settings import WebSettings
from crawler.sampleweb.web import SampleWeb

DIGEST = """
from hashlib import blake2b
from crawler.sampleweb.pictures.press import picture
print(blake2b(picture("/kettle/copper.jpg")).hexdigest())
"""


def decoded(path: str) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(picture(path) or b"")), np.int16)


def digest_under(hash_seed: str) -> bytes:
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, check=True
    ).stdout


def test_every_product_has_a_picture_of_its_kind_in_its_colour() -> None:
    asked = {path for good in pool(1) for path in paths(good)}
    kinds = {good.kind.code for good in pool(1)}
    assert kinds == shapes().kinds.keys()
    assert all(
        path.split("/")[2].removesuffix(".jpg").replace("-", " ") in shapes().colours
        for path in asked
        if "in-its-box" not in path
    )


@pytest.mark.parametrize("kind", sorted(shapes().kinds))
def test_a_thing_stands_out_from_its_wall(kind: str) -> None:
    shown = decoded(f"/{kind}/navy-blue.jpg")
    assert shown.shape == (400, 400, 3)
    assert np.ptp(shown[:, :30]) < 50 < np.ptp(shown[100:330, 100:300])


def test_the_colour_of_a_product_is_the_colour_of_its_picture() -> None:
    red, blue = decoded("/can/brick-red.jpg"), decoded("/can/navy-blue.jpg")
    body = (slice(220, 300), slice(160, 240))
    assert red[body][..., 0].mean() > red[body][..., 2].mean() + 60
    assert blue[body][..., 2].mean() > blue[body][..., 0].mean() + 30


def test_a_box_shows_what_is_in_it() -> None:
    kettle, helmet = (decoded(f"/{one}/in-its-box.jpg") for one in ("kettle", "helmet"))
    assert np.abs(kettle - helmet).max() > 60


def test_a_picture_is_the_same_in_every_process() -> None:
    assert digest_under("1") == digest_under("2")


@pytest.mark.parametrize("path", ["/", "/kettle/", "/kettle/pink.jpg", "/x/white.jpg"])
def test_what_was_never_photographed_is_not_there(path: str) -> None:
    assert picture(path) is None
    assert SampleWeb(WebSettings()).page(PRESS, path) is None
