"""Workshops and surveys in which Thai cities plan with their people."""

import os

# PyThaiNLP would make a folder in the home of whoever imports it; what we use of it is read only.
os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
