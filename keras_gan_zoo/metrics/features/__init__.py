"""Features of pictures: extracted once, kept in a file, summed up in statistics."""
