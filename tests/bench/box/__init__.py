"""A stand-in of AWS: a moto server whose Step Functions, EMR, Glue crawler, Athena and Lambda really do their work.

`python -m box` in `tests/bench` starts it on a free loopback port; `client.Box` does that for a test. It changes
internals of moto, so moto is pinned exactly, and `test_box.py` notices when a change no longer takes.
"""
