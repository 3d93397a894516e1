"""One chapter of the report a file: each is ``write(context) -> Section | None``.

A chapter that has nothing to show returns None, whatever the reason: not shared, not
answered, deleted and never asked must look the same.
"""
