"""The group bot: channels, inbox, intents, pushes, posters and all its Chinese wording."""
