"""Pages for citizens: submit and repair an idea, talk about one, see one's own."""
