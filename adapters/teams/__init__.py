"""Microsoft Teams: takes in what Teams sends, draws messages as Adaptive Cards, delivers them. Decides nothing."""
