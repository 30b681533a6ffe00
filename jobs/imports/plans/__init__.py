"""What the rows of each kind of file would change in the books."""
