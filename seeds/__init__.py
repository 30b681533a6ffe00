"""What a school starts with: catalogues as YAML, the loader, and the frame of a school year."""

from seeds.data import (
    ethnic_aliases,
    read,
    rule_set_files,
    subject_aliases,
    trait_aliases,
    units,
)
from seeds.loader import load, load_regulation

__all__ = [
    "ethnic_aliases",
    "load",
    "load_regulation",
    "read",
    "rule_set_files",
    "subject_aliases",
    "trait_aliases",
    "units",
]
