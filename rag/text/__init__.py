"""Text as text: sentences, words, numbers and dates, typography.

Belongs here: what the characters of a text alone show, for whatever purpose it is read. Does not belong here:
what a question wants (`rag.question`), comparing a claim with its sentences (`rag.checks`), reading files
(`rag.ingest`).
"""
