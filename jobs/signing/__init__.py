"""Signatures on PDF (PAdES): made by a key file or a token, and verified against trusted roots."""
