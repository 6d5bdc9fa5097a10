"""What surrounds every page: headers, validators, one log line a request."""
