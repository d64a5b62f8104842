"""The index on disk: what is kept of the corpus, how it is built and looked after.

Belongs here: generations and what is in them, rebuilding, removing, the ledger, lists of articles. Does not
belong here: reading files (`rag.ingest`), which sentence answers a question (`rag.qa`).
"""
