"""Videos: films that end with their sound, the same each time, and only with ffmpeg."""

import json
import subprocess
import tempfile
import wave
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from listed import at_home
from told_category import told

from enrich.errors import VideoFailed
from enrich.generate.guide import GUIDES
from enrich.generate.short.texts import SHORT_TEXTS
from enrich.generate.video.film import film
from enrich.generate.video.scenes import (
    LEAST_S,
    MOST_S,
    Part,
    Scene,
    fitted,
    scenes,
    starts,
)
from enrich.generate.video.slides import Bar, Look, slides
from enrich.generate.video.speech import lengths, said, spoken, track
from enrich.generate.video.subtitles import subtitles
from enrich.generate.video.tools import Tools, installed, run
from enrich.generate.video.videos import make, stage
from enrich.generate.work import Fact
from jobs.doctor import examine
from jobs.settings import Settings
from lake.load import append
from lake.stages import release, run_stage

LOOK = Look(topic="Rakes", kicker="buying guide", wide=320)
HOSTILE = '\'; [0:v]drawtext=x $(touch gone) #import "x" [[pIt]] <b> --> \\n %{pts}'
TEXTS = ("Rakes: first the facts.", "8 rakes compared.", "From 10.00 EUR.", "3 shops.")


def script(*texts: str) -> list[Part]:
    slots = ["video_hook", *(f"video_point_{n}" for n in range(1, len(texts)))]
    parts = [
        Part(slot=s, text=t, seconds=3.0) for s, t in zip(slots, texts, strict=True)
    ]
    return [*parts, Part(slot="video_close", text="Read on.", seconds=3.0)]


TOLD = scenes(script(*TEXTS))


def program(folder: Path, does: str) -> str:
    """Return a program that does so, in the place of ffmpeg."""
    file = folder / "ffmpeg"
    file.write_text(f"#!/bin/sh\n{does}\n")
    file.chmod(0o755)
    return str(file)


def looked_at(content: bytes) -> list[dict[str, str]]:
    asked = "stream=codec_name,width,height,duration,pix_fmt,r_frame_rate"
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file:
        file.write(content)
        file.flush()
        command = ["ffprobe", "-v", "error", "-show_entries", asked, "-of", "json"]
        found = subprocess.run([*command, file.name], capture_output=True, check=True)
    return json.loads(found.stdout)["streams"]


@pytest.fixture(scope="module")
def made():
    return film(TOLD, LOOK, installed())


def test_sound_and_pictures_and_captions_end_together(made) -> None:
    lasting = [float(stream["duration"]) for stream in looked_at(made.mp4)]
    assert max(lasting) - min(lasting) < 0.1
    assert LEAST_S <= max(lasting) <= MOST_S


def test_a_film_plays_everywhere(made) -> None:
    picture, sound, words = looked_at(made.mp4)
    assert (picture["codec_name"], picture["pix_fmt"]) == ("h264", "yuv420p")
    assert picture["r_frame_rate"] == "24/1"
    assert (sound["codec_name"], words["codec_name"]) == ("aac", "mov_text")
    # What is played begins with the index: nobody waits for the end of the file.
    assert made.mp4.index(b"moov") < made.mp4.index(b"mdat")


def test_fades_are_smooth_and_what_stands_still_is_one_frame_a_second(
    made, tmp_path
) -> None:
    (tmp_path / "film.mp4").write_bytes(made.mp4)
    asked = [
        "-select_streams",
        "v",
        "-show_entries",
        "packet=pts_time",
        "-of",
        "csv=p=0",
    ]
    command = ["ffprobe", "-v", "error", *asked, str(tmp_path / "film.mp4")]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    shown = sorted(round(float(second.strip(",")) * 24) for second in told.split())
    steps = Counter(late - soon for soon, late in pairwise(shown))
    assert max(steps) <= 24
    # Four fades of ten frames; where two slides meet, one may be left out.
    assert 32 <= steps[1] <= 44


def test_the_same_scenes_are_the_same_bytes(made) -> None:
    assert film(TOLD, LOOK, installed()) == made


def test_a_film_without_a_voice_is_silent_and_as_readable() -> None:
    tools = msgspec.structs.replace(installed(), voice="")
    kinds = [s["codec_name"] for s in looked_at(film(TOLD, LOOK, tools).mp4)]
    assert kinds == ["h264", "aac", "mov_text"]


def test_hostile_words_are_shown_and_do_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    texts = scenes(script(HOSTILE, f"1 {HOSTILE}", HOSTILE.upper(), "-v", "-f 9"))
    hostile = Look(
        topic=HOSTILE, kicker=HOSTILE, wide=320, bars=[Bar(HOSTILE, 1, "1")] * 2
    )
    assert film(texts, hostile, installed()).mp4
    assert [*tmp_path.iterdir()] == []


def test_a_program_that_hangs_is_ended_and_leaves_nothing(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    hanging = Tools(ffmpeg=program(tmp_path, "sleep 300 & wait"))
    with pytest.raises(VideoFailed, match=r"ffmpeg was not done after 0\.5 s"):
        film(TOLD, LOOK, hanging, limit_s=0.5)
    assert [file.name for file in tmp_path.iterdir()] == ["ffmpeg"]


def test_a_program_that_fails_says_why(tmp_path) -> None:
    failing = program(tmp_path, "echo no libx264 here >&2; exit 3")
    with pytest.raises(VideoFailed, match=r"ffmpeg ended with 3: no libx264 here"):
        run([failing], tmp_path)


def test_a_program_that_is_none_says_so(tmp_path) -> None:
    with pytest.raises(VideoFailed, match="ffmpeg does not start"):
        run([str(tmp_path / "ffmpeg")], tmp_path)


@pytest.fixture
def voiced(tmp_path):
    return spoken(TOLD, installed(), tmp_path)


def test_each_scene_is_shown_until_it_is_said(voiced) -> None:
    long = lengths(voiced)
    shown = {scene.text: scene.frames / 24 for scene in fitted(TOLD, long)}
    assert all(shown[text] > long[text] + 1 for text in shown)


def test_the_track_is_as_long_as_the_frames(voiced) -> None:
    all_of = fitted(TOLD, lengths(voiced))
    with wave.open(BytesIO(track(all_of, voiced)), "rb") as file:
        seconds = file.getnframes() / file.getframerate()
    assert abs(seconds - starts(all_of)[-1] / 24) < 0.001


def test_little_is_shown_longer_and_much_loses_its_last_points() -> None:
    short = fitted(TOLD, {})
    much = scenes(script("a", *(f"{n} {'word ' * 30}" for n in range(4))))
    kept = fitted(much, {})
    assert sum(scene.frames for scene in short) >= LEAST_S * 24
    assert [scene.text[:1] for scene in kept] == ["a", "0", "1", "2", "R"]


def test_captions_follow_each_other_in_short_lines() -> None:
    words = Scene(role="point", text=f"{HOSTILE} and more", runs=[], frames=72)
    lines = subtitles([words, words]).splitlines()
    assert lines[:2] == ["1", "00:00:00,416 --> 00:00:03,000"]
    assert "00:00:03,416 --> 00:00:06,000" in lines
    assert all(len(line) <= 42 for line in lines)
    assert sum("-->" in line for line in lines) == 2


def test_a_voice_says_what_signs_mean_and_spells_no_brackets() -> None:
    assert said("From 9.50 EUR, 12 %") == "From 9.50 euros, 12 percent"
    assert "[" not in said(HOSTILE)


def test_figures_stand_apart_and_prices_have_a_chart() -> None:
    fact = Fact(said="9.50 EUR", table="t", column="c", keys=["k"], form="money")
    part = Part(slot="video_point_1", text="From 9.50 EUR on.", seconds=3, facts=[fact])
    (_, one, _) = scenes([part, *script("a")])
    assert (one.role, [run.text for run in one.runs]) == (
        "chart",
        ["From ", "9.50 EUR", " on."],
    )


def test_every_scene_has_a_slide() -> None:
    assert all(png.startswith(b"\x89PNG") for png in slides(TOLD, LOOK))
    assert len(slides(TOLD, LOOK)) == len(TOLD)


@pytest.fixture
def faked(tmp_path):
    """A stage whose films are made in no time."""
    return stage(Tools(ffmpeg=program(tmp_path, "cat 0.png captions.srt > film.mp4")))


@pytest.fixture
def guide(views):
    told(views)
    views.run(GUIDES)
    views.connection.execute("update generated set status = 'checked'")
    views.run(SHORT_TEXTS)
    return views


def test_a_guide_has_a_video_with_captions_and_a_poster(guide, faked) -> None:
    rows = guide.connection.sql(f"from ({faked.query})").to_arrow_table()
    made_of = faked.make(rows.to_batches()[0])
    (row,) = made_of["generated"].to_pylist()
    forms = [Path(name).suffix for name in made_of["files"].column("path").to_pylist()]
    assert (row["kind"], row["status"], forms) == (
        "video",
        "checked",
        [".mp4", ".srt", ".png"],
    )
    assert set(row["source_keys"]) >= {"rake0-alder.test"}


def test_the_same_script_makes_no_new_video_and_another_price_does(
    guide, faked
) -> None:
    (first,) = guide.run(faked)
    assert guide.run(faked) == []
    guide.connection.execute("update offers_latest set price_minor = price_minor * 2")
    guide.run(SHORT_TEXTS)
    (second,) = guide.run(faked)
    assert first["generated_key"] == second["generated_key"]
    assert first["digest"] != second["digest"]


def test_a_video_goes_once_when_its_guide_does(guide, faked) -> None:
    guide.run(faked)
    guide.connection.execute(
        "update generated set status = 'refused' where kind <> 'video'"
    )
    gone = guide.run(faked)
    assert [row["status"] for row in gone] == ["withdrawn"]
    assert guide.run(faked) == []


def test_videos_are_texts_of_nothing(guide, faked) -> None:
    guide.run(faked)
    assert guide.run(SHORT_TEXTS) == []


def scripted(folder: Path):
    """Return a lake with one guide and its script."""
    lake = at_home(folder / "home")
    by = {"maker": "made", "maker_version": 1, "input_key": "i"}
    about = {"kind": "buying_guide", "title": "Rakes: What to Buy", "status": "checked"}
    row = {"generated_key": "g", **about, "digest": "d", "quality": 1.0, **by}
    texts = [
        {"entity_key": "g", "kind": "generated", "slot": p.slot, "text": p.text}
        | {"seconds": p.seconds, "facts": [], "model": "m", **by}
        for p in script(*TEXTS)
    ]
    rows = {"generated": [row], "short_texts": texts}
    append(lake, "made", {name: pa.Table.from_pylist(of) for name, of in rows.items()})
    release(lake, "made", 1)
    return lake


def test_what_could_not_be_made_is_made_when_ffmpeg_is_there(tmp_path, faked) -> None:
    lake = scripted(tmp_path)
    without = run_stage(lake, stage(Tools()))
    made_of = [run_stage(lake, faked).rows_out for _ in range(2)]
    assert (without.rows_in, made_of) == (0, [1, 0])


def test_a_film_that_fails_costs_its_video_and_no_file(tmp_path) -> None:
    lake = scripted(tmp_path)
    broken = stage(Tools(ffmpeg=program(tmp_path, "exit 1")))
    assert run_stage(lake, broken).failed == 1
    assert [*(lake.home / "products").rglob("*")] == []


def test_a_voice_that_is_installed_later_speaks(tmp_path, faked) -> None:
    lake = scripted(tmp_path)
    run_stage(lake, faked)
    ffmpeg = program(tmp_path, "cat 0.png captions.srt track.wav > film.mp4")
    speaking = stage(Tools(ffmpeg=ffmpeg, voice=installed().voice))
    assert run_stage(lake, speaking).rows_out == 1


def test_the_doctor_says_what_videos_want(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    advice = {check.name: check.advice for check in examine(tmp_path, Settings())}
    assert "apt-get install ffmpeg" in advice["ffmpeg"]
    assert "apt-get install espeak-ng" in advice["espeak-ng"]


def test_nothing_told_makes_nothing() -> None:
    empty = pa.RecordBatch.from_pylist(
        [], schema=pa.schema([("withdrawn", pa.string())])
    )
    assert make(empty, Tools())["generated"].num_rows == 0
