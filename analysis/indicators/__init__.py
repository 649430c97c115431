"""What an indicator tells: its figure, gap to the target and group differences."""
