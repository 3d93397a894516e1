"""Work outside requests: claimed by an update, done once, tried again after a death."""
