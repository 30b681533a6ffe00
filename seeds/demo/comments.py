"""Comments as a teacher would write them, put together from the comment bank."""

from __future__ import annotations

from random import Random

from seeds.data import read

TAIL = 0.3


def subject_comment(unit: str, level: str, rng: Random) -> str:
    """Return a comment for a subject at a level (T, H or C); H comes with a piece of advice."""
    bank = read("comments")
    own = bank["subjects"][unit]
    if level == "T":
        praise = str(rng.choice(own["strong"]))
        return f"{praise} {rng.choice(bank['tails'])}" if rng.random() < TAIL else praise
    if level == "H":
        return f"{rng.choice(own['steady'])} {rng.choice(own['advice'])}"
    return str(rng.choice(own["struggle"]))


def trait_comment(unit: str, level: str, rng: Random) -> str:
    """Return a comment for a quality or competence at a level (T, Đ or C)."""
    return str(rng.choice(read("comments")["traits"][unit][level]))
