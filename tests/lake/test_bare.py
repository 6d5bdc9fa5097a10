import subprocess
import sys

CODE = """
import sys
from lake.bare import spare_pandas, without

spare_pandas()
import pyarrow as pa
pa.Table.from_pylist([{"a": 1}])
assert "pandas" not in sys.modules
import pandas
assert pa.table({"a": [1]}).to_pandas()["a"].tolist() == [1]
with without("wave"):
    try:
        import wave
    except ModuleNotFoundError:
        print("refused")
import wave
"""


def test_what_is_spared_can_be_imported_later() -> None:
    told = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=True
    )
    assert told.stdout == "refused\n"
