"""From answers to estimates: what is known of one couple, and of many."""
