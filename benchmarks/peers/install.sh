#!/bin/bash
# Makes build/peers, the environment that the peers are measured in: about 1.2 GB.
set -eu
cd "$(dirname "$0")/../.."
"${PYTHON:-python3}" -m venv build/peers
build/peers/bin/python -m pip install --disable-pip-version-check -r benchmarks/peers/requirements.txt
