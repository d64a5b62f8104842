"""Who may do what.

Belongs here: who makes a request (`access`), users and their hashed passwords (`passwords`). Does not belong
here: which requests pass (`rag.web.guard`).
"""
