"""Signatures of an invented school, by file and by token."""
