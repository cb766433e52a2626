"""PURE: values in, values out. No Django, files, clock or hidden randomness.

Every package has the same four kinds of file: inputs → checks → methods → results.
"""
