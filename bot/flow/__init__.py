"""Flow files: reading, judging, compiling and drawing them."""
