"""Makes one print run in a process of its own: ``python -m jobs.printing JOB``."""

from __future__ import annotations

import sys

from jobs.database import open_engine
from jobs.printing import runs
from jobs.settings import Settings

if __name__ == "__main__":
    settings = Settings.from_environment()
    runs.run(open_engine(settings), settings.data, int(sys.argv[1]), settings.address)
