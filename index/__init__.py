"""Search: documents become a library, a question becomes a ranking of passages."""

import os

# Read when numpy is loaded. The threads of its OpenBLAS wait for the next product by spinning: of the products of one
# answer they made 13 ms of processor time, and took none off the clock.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
