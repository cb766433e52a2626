"""What to share, with whom, in which order: positions, fit, the value of a group, the best set of groupings, baselines.

Money is whole pence a year unless a name says present value; rates are shares of a layer's cost. Positions and
baselines belong to the council that entered them. The method's words are those of West Oxfordshire District Council's
paper on the 2020 Vision Partnership of July 2015: management, specialists and support shared by degrees, retained
services kept by each council, a partnership venture where three or more share a manager.
"""
