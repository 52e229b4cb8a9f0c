"""Public pages that are no Wagtail pages: lists, one proposal, one project, results, and the files behind the map."""
