"""Declarations of the generated screens, one module per record family."""
