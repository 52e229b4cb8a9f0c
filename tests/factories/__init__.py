"""Records for tests, one module per package."""
