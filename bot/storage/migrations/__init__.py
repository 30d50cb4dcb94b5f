"""Numbered changes of the schema, one file each; a published one is never edited."""
