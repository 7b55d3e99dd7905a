"""What an author does beforehand: check, play, translate."""
