"""When it leaves: live replies at once; ticks for what time brings."""
