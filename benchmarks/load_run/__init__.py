"""The parts of ``benchmarks/load.py``: the service under load, a light browser, simulated people, and what is checked after."""
