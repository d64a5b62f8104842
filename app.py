"""Start the chat page over the built index: `python app.py`; options as of `rag serve`."""

import sys

from rag.cli import main

main(["serve", *sys.argv[1:]])
