"""The kinds of file a form may come in, read and written."""
