"""One file a command: `add` declares its options, `run` does it and returns the exit code."""
