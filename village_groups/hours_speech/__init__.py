"""Hours as advisors say them in a chat: read from a sentence, said back in one."""
