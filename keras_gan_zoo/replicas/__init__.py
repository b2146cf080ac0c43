"""Random numbers and batch statistics that are right on several replicas."""
