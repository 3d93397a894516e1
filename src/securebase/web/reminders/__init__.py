"""Reminders by mail: at hours of one's own, without a word of what this is about."""
