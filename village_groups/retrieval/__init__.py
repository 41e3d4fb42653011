"""Which articles of law answer a question: a compiled index, a search over it, and how sure it is."""
