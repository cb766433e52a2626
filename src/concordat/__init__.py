"""Concordat: decide what to share, with whom and on what terms, and run the partnership in front of every partner."""
