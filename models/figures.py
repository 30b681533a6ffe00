"""Numbers as people write them in Vietnamese: dots between thousands, a comma before decimals."""

from __future__ import annotations


def count_vi(number: int) -> str:
    """Write a count with dots: 1.043."""
    return f"{number:,}".replace(",", ".")


def percent_vi(share: float, digits: int = 1) -> str:
    """Write a share (0–1) as a percentage: 98,5 %."""
    return f"{share * 100:.{digits}f}".replace(".", ",") + " %"
