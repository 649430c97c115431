"""Start, drafts, wizard, submission, withdrawal."""
