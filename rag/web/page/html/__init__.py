"""The HTML of the page: pure functions from records to escaped HTML.

Belongs here, by what is rendered: `conversation` (questions and answers), `citations`, `source_panel`,
`question_form`, `history`, `controls` (header, notices, other buttons), `archive_tab`, `index_tab`,
`quality_tab`; and what several of these share: `article`, `charts`, `tables`, `elements`. Does not belong
here: Gradio components, events, state.

Every string that comes from an article, a question, a file or an error passes :func:`html.escape`; none is
ever read as Markdown or HTML. A cited sentence is found by its offsets, never by searching for its words.
"""
