"""A program that writes until it is killed: `python -m tests.index.store.writer WHERE FRONT FILE...`

Prints the name of each file when its update has returned: from then on it has to be there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from index.segmenter import Segmenter
from tests.index.conftest import SeededEmbedder
from tests.index.store.place import open_at

where, front, *files = sys.argv[1:]
library = open_at(where, Path(front), SeededEmbedder(), create=True, segmenter=Segmenter())
for file in files:
    library.update([Path(file)])
    print(Path(file).name, flush=True)
