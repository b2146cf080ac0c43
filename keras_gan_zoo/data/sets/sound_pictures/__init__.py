"""Notes of instruments, each with a picture of what it is heard from, made on this machine."""
