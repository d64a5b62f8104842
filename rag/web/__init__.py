"""The web server: the page and the API behind one guard.

Belongs here: starting the server (`server`), which requests are let through (`guard`, `rate_limit`), security
headers (`headers`), the page (`page`), the API (`api`). Does not belong here: texts (`rag.messages`), users
(`rag.auth`), answering (`rag.archive`).
"""
