"""How fast the product is: one module per part, each run in a process of its own and printing one JSON object."""
