"""From files and pages to articles.

Belongs here: walking the corpus (`corpus`), reading every format (`parsers`), putting files and pages into
the corpus (`importing`). Does not belong here: sentences (`rag.text`), what is stored of an article
(`rag.index`).
"""
