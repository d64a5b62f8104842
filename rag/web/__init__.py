"""The web server: the page and the API behind one guard.

Belongs here: starting (`server`), which requests pass (`guard`, `rate_limit`) and security headers
(`headers`), the page (`page`), the API (`api`). Does not belong here: the words (`rag.messages`), users
(`rag.auth`), anything about answers; all of it comes from `rag.archive`.
"""
