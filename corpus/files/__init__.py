"""From a path to bytes that may be read: regular files, what they really are, how they are encoded, the guarded process."""
