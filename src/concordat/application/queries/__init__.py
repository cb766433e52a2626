"""Reads. Plain values and `Case`s already cut to the viewer; never a queryset beyond this package."""
