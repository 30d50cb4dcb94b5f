"""How it travels: one messenger each, its own form into Event and Reply into its own form."""
