"""From a question to claims with citations, or to a refusal.

Belongs here: finding evidence (`retriever`), judging it (`reader` and what it weighs), which sentences become
claims (`composer`), saying why there are none (`abstention`). Does not belong here: the wording of questions
(`rag.question`), what is on disk (`rag.index`), judging claims of others (`rag.verification`).
"""
