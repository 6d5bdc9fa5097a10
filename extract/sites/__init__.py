"""What a person teaches about one site: page objects, which go before all that is read."""
