"""Articles: their headline, authors and dates, each with why it is believed."""
