"""The kinds of files: how each is known and what its rows say."""
