"""Text as text: sentences, words, numbers and dates, typography.

Belongs here: what can be told from the characters alone, whatever the text is for. Does not belong here: what
a question wants (`rag.question`), comparing a claim with its sentences (`rag.checks`), reading files
(`rag.ingest`).
"""
