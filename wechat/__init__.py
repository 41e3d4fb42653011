"""Whom we tell: async clients over one call path."""
