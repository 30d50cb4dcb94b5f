"""What a browser sees: the web chat page, the try page, health, and the Telegram webhook."""
