"""What Magdat does with a question and a case; knows no platform, no database and no clock of its own."""
