"""Randomness that can be run again: every draw comes from a named seed that is part of the result's provenance."""

import hashlib

import numpy as np


def seed_for(seed: int, *purpose: str) -> int:
    """A seed of its own for each purpose, so that adding one computation does not shift another's draws."""
    digest = hashlib.sha256("/".join((str(seed), *purpose)).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def generator(seed: int, *purpose: str) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed_for(seed, *purpose)))
