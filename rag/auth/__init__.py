"""Users: their passwords, their roles, and the user of a request.

Belongs here: the file of users with hashed passwords (`passwords`), the user of a request (`access`). Does
not belong here: which requests are let through (`rag.web.guard`).
"""
