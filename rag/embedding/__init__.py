"""Turning texts into vectors.

Belongs here: running the encoder (`encoder`), finding and checking the files of models (`model_files`). Does
not belong here: keeping vectors or searching them (`rag.index`), the network that reads sentences
(`rag.qa.network`).
"""
