"""One table model for every format."""
