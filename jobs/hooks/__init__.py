"""Messages about orders on their way out: the kind of work `hook`."""
