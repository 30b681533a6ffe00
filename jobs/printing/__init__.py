"""Printing: from the records of a class to statutory forms as PDF (Điều 2.6, 7.3)."""
