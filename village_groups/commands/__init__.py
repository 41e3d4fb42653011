"""What advisors order the bot in a chat: read, carried out, answered in a few lines."""
