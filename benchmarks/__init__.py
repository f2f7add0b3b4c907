"""Measurements; each module says how it is run."""

import index as index  # its settings of the processor's threads are read when numpy is loaded: before any benchmark does
