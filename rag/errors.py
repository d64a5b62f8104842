"""Every error this package raises on purpose.

Belongs here: exception classes only. Does not belong here: deciding what to do about them (the command
line maps every :class:`RagError` to exit code 2).

    RagError
    ├─ SettingsError (ValueError)      names the key, the value and what is accepted
    ├─ QuestionError (ValueError)      an empty or over-long question, a filter that is no date
    ├─ CorpusError
    │  ├─ CorpusMissing                no such folder, or no article in it
    │  ├─ CorpusShrunk                 most of what was indexed is gone
    │  ├─ ArticleReadError             one file cannot be read as an article
    │  └─ ArticleMissing               no article with that id
    ├─ IndexError_
    │  ├─ IndexMissing                 nothing built there yet
    │  ├─ IndexDamaged                 a file is not what the manifest says
    │  ├─ IndexIncompatible            built by another schema or with another encoder
    │  ├─ GenerationMissing            no such generation to go back to
    │  └─ IndexNotWritable             read-only folder, or another rebuild holds the lock
    ├─ EncoderError                    the model is absent, unsafe or not the one expected
    ├─ ReaderError                     the Reader's or Verifier's weights are absent or do not fit
    ├─ AnswerFileError                 a saved answer that is not in the contract's form
    ├─ HistoryError                    a kept answer or conversation cannot be written or read
    │  ├─ SavedMissing                 nothing is kept under that id
    │  └─ SavedChanged                 it was changed by somebody else meanwhile
    ├─ EvaluationError                 a data set that is not in the task's form
    ├─ PasswordError                   a user or password is not accepted, or their file is damaged
    ├─ ServerError                     the page cannot be served as asked
    ├─ FetchError                      a page cannot or must not be fetched (`rag.ingest.importing`)
    └─ ProvenanceError                 an offset or hash that does not hold: a bug or damage

A message says what, where, what was found, what was expected, and what to do next. Abstaining and a
citation that does not hold are results, not errors.
"""

__all__ = [
    "AnswerFileError",
    "ArticleMissing",
    "ArticleReadError",
    "CorpusError",
    "CorpusMissing",
    "CorpusShrunk",
    "EncoderError",
    "EvaluationError",
    "GenerationMissing",
    "HistoryError",
    "IndexDamaged",
    "IndexError_",
    "IndexIncompatible",
    "IndexMissing",
    "IndexNotWritable",
    "PasswordError",
    "ProvenanceError",
    "QuestionError",
    "RagError",
    "ReaderError",
    "SavedChanged",
    "SavedMissing",
    "ServerError",
    "SettingsError",
]


class RagError(Exception):
    """Base of every error raised on purpose; its text is written for the person at the keyboard."""


class SettingsError(RagError, ValueError):
    """A setting is unknown or has a value that is not accepted."""


class QuestionError(RagError, ValueError):
    """The question or one of its filters cannot be used."""


class CorpusError(RagError):
    """Something is wrong with the articles."""


class CorpusMissing(CorpusError):
    """The corpus folder does not exist or holds no article."""


class CorpusShrunk(CorpusError):
    """More than half of the indexed files are gone from the corpus."""


class ArticleReadError(CorpusError):
    """One file cannot be read as an article; the rebuild goes on without it."""


class ArticleMissing(CorpusError):
    """No article has the id that was asked for."""


class IndexError_(RagError):  # noqa: N801 - IndexError is Python's own
    """Something is wrong with the built index."""


class IndexMissing(IndexError_):
    """No index has been built in that folder."""


class IndexDamaged(IndexError_):
    """A file of the index is missing or is not the one that was written."""


class IndexIncompatible(IndexError_):
    """The index was built by another schema of this package or with another encoder."""


class GenerationMissing(IndexError_):
    """There is no such generation to go back to."""


class IndexNotWritable(IndexError_):
    """The index folder cannot be written, or another rebuild is writing it."""


class EncoderError(RagError):
    """The encoder's model is absent, unsafe to load, or not the one expected."""


class ReaderError(RagError):
    """The Reader's or the Verifier's model is absent, unsafe to load, or not the one expected."""


class AnswerFileError(RagError):
    """A file is not a saved answer, or a document of one cannot be written."""


class HistoryError(RagError):
    """An answer or a conversation cannot be kept, or what was kept cannot be read."""


class SavedMissing(HistoryError):
    """No answer or conversation is kept under the id that was asked for."""


class SavedChanged(HistoryError):
    """A conversation was changed by somebody else since it was read."""


class EvaluationError(RagError):
    """A data set given to ``rag eval`` is not in the form of its task."""


class PasswordError(RagError):
    """A user or a password is not accepted, or their file cannot be used."""


class ServerError(RagError):
    """The page cannot be served as asked."""


class ProvenanceError(RagError):
    """An offset or a hash does not hold; never shown as an answer."""
