"""The suites of the promises, by number."""
