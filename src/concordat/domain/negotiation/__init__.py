"""What is settled between parties, point by point, and how a recommended feature becomes a clause.

What everybody at the table may read (`inputs`, `settled`, `trace`, `checks`) never looks at a mandate. What one party would
settle for is read by `mandates` alone, for that party alone; a contract of imports keeps everything else away from it.
Herefordshire's report of 2008 is the model: it tells the features to be negotiated and takes care not to be the mandate.
"""

from concordat.domain.negotiation.checks import check_negotiations
from concordat.domain.negotiation.inputs import Negotiation, Point, read_negotiations
from concordat.domain.negotiation.results import NegotiationStanding, PointStanding, Settled, Trace
from concordat.domain.negotiation.settled import standing_of
from concordat.domain.negotiation.trace import trace_of

__all__ = [
    "Negotiation",
    "NegotiationStanding",
    "Point",
    "PointStanding",
    "Settled",
    "Trace",
    "check_negotiations",
    "read_negotiations",
    "standing_of",
    "trace_of",
]
