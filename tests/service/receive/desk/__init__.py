"""What staff do at the desk on Telegram."""
