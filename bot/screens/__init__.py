"""What we say: pure functions from a translator, facts and content to a Reply."""
