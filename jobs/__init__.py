"""Long work outside a request: imports, prints, and the commands of the console."""
