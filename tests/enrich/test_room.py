from pathlib import Path

import enrich


def test_the_room_says_what_each_of_its_folders_is_for() -> None:
    folders = [one for one in Path(enrich.__file__).parent.iterdir() if one.is_dir()]
    names = {f"{one.name}/" for one in folders if one.name != "__pycache__"}
    assert names <= set((enrich.__doc__ or "").split())
