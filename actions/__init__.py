"""What happens: one async function per use case."""
