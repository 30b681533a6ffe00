"""Files into the books: find the tables, read the cells, compare, write all or nothing."""
