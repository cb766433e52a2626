"""The records: people, organisations, partnerships, document versions, facts, audit. Reached only through `application`."""
