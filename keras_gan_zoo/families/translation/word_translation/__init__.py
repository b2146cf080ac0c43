"""Word translation without parallel data: the family, its refinement and its choice of mapping."""
