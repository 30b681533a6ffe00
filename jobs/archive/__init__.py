"""The archive: a year sealed into files that are read without this program (Điều 8.1, 8.3)."""
