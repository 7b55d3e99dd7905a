"""What all catalogues and words take in memory, apart from the interpreter and the imports.

python -m tests.bench.memory words      one process's own account, in MB
"""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

from tests.bench.table import Ratio

LOCALES = Path(__file__).parents[2] / "locales"
LIMIT_MB = 60


def measure() -> list[Ratio]:
    """At most 60 MB for every language, each ready to hear a reply. In a process of its own,
    which holds nothing else, and reads the files themselves: a snapshot takes less."""
    told = subprocess.run(
        [sys.executable, "-m", __name__, "words"], stdout=subprocess.PIPE, check=True, text=True
    )
    before, after = map(float, told.stdout.split())
    grown = after - before
    return [
        Ratio(
            f"memory of all catalogues and words ({LIMIT_MB} MB)",
            f"{grown:.0f} MB",
            f"{before:.0f} MB before",
            grown / LIMIT_MB,
            1,
            is_ceiling=True,
        )
    ]


def _megabytes() -> float:
    """What this process holds now. Source: proc(5), `VmRSS`."""
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _account() -> None:
    from bot.language import languages_file, words_file
    from bot.language.catalogue import Catalogue
    from bot.workshop import play

    del languages_file, words_file, play  # imported before the account begins
    before = _megabytes()
    catalogue = Catalogue.load(LOCALES)
    for tag in catalogue.languages:
        lexicon = catalogue.lexicon(tag)
        lexicon.pieces(["yes"])
        lexicon.says_stop(["stop"], ["stop"])
    print(before, _megabytes())


if __name__ == "__main__":
    if sys.argv[1:] == ["words"]:
        _account()
    else:
        print(*measure(), sep="\n")
