"""What the learned part of the intents reads and weighs: plain text, concepts, features, a linear model."""
