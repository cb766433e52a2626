"""The evidence store: job records and other operational rows, in deliveries that are never changed.

The only part of Concordat that runs DuckDB or Spark. A store is a folder:

    deliveries/000001.json        what was delivered, by whom, when it became known, what it corrects: the commit point
    records/<table>/<hash>.parquet  its rows, named by the SHA-256 of the file
    quarantine/<hash>.json        rows that broke a rule, with the reason and the fix
    replaced/<hash>.parquet       the earlier rows a delivery takes the place of, all of its own organisation
    dismissals/000001.json        which rows of quarantine nobody will mend: who said so, when and why

Moments in the Parquet files are whole seconds since 1970 in universal time; money is whole pence.
"""

from concordat.data.events.deliveries import Delivery, DeliveryMade
from concordat.data.events.store import EvidenceStore

__all__ = ["Delivery", "DeliveryMade", "EvidenceStore"]
