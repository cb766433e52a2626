"""What an option costs and saves: money in whole pence, by line, option and year."""
