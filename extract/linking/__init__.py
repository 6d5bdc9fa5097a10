"""Links: what they lead to, by which words, from where on the page, and who pays for them."""
