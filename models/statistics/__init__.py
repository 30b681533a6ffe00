"""Statistics of a term or year: who reached what, counted from the cells themselves (Điều 2.8)."""
