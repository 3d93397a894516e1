"""What whoever runs this place does with it: backups, new keys, tidying, checking."""
