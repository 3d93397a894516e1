"""The brief for a practitioner: what to read before meeting two people.

Its parts take up the chapters of the report. What it adds is hypotheses, with how sure
they are and what would speak against them, and questions to ask.
"""
