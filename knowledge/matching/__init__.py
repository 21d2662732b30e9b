"""Finding the clause that answers a question, with a calibrated confidence, or the reason to doubt."""
