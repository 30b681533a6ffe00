"""Near copies: which comments say the same, give or take a word and a name (Điều 7.4)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import combinations
from typing import TypeVar

from rapidfuzz import fuzz

from models.names import fold, given_name

#: from how many per cent two comments are near copies
NEAR = 92.0
#: shorter ones are alike because there is little to say
SHORT = 20

Key = TypeVar("Key", bound=Hashable)


def near_copies(texts: Mapping[Key, tuple[str, str]]) -> dict[Key, list[Key]]:
    """Return for each comment the others that say nearly the same; the rest are missing.

    ``texts``: {key: (comment, the pupil's full name)}; the given name counts for nothing.
    """
    bare = {key: _bare(text, name) for key, (text, name) in texts.items()}
    found: dict[Key, list[Key]] = {}
    for (one, a), (other, b) in combinations(bare.items(), 2):
        if min(len(a), len(b)) >= SHORT and fuzz.ratio(a, b, score_cutoff=NEAR):
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return found


def _bare(text: str, name: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    given = given_name(fold(name))
    return " ".join(word for word in words if word != given)
