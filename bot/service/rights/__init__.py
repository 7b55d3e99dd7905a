"""What people may ask of what we hold of them, and what is kept no longer."""
