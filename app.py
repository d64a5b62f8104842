"""Start the chat page over the built index: `python app.py`.

Belongs here: nothing but the start; the page is :mod:`rag.chat`.
"""

import sys

from rag.chat import serve, texts
from rag.errors import RagError
from rag.pipeline import open_archive
from rag.settings import load_settings


def main() -> int:
    """Open the archive that the settings name and serve the page until interrupted.

    Returns:
        0 after an ordinary end, 2 when the page cannot be served.
    """
    try:
        settings = load_settings()
        sys.stderr.write(f"{texts.opening(settings.index)}\n")
        serve(open_archive(settings=settings))
    except RagError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
