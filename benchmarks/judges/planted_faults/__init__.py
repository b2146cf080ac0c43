"""Which metric sees which planted fault."""
