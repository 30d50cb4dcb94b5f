"""What happens: load, one decision of the rules, save, say. Nothing here knows a messenger."""
