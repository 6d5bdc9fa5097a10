"""Reviews and posts: who says what of which thing, with their authors hashed."""
