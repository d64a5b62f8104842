"""Verifying answers: whether their citations hold, and whether the quotes support the claims.

Belongs here: comparing saved answers with the articles (`saved_answers`, which needs no model and no index),
judging a claim by its sentences (`verifier`). Does not belong here: the checks without a model
(`rag.checks`), making answers (`rag.qa`).
"""
