-- warning: A rating lies between 0 and 5.
SELECT listing_key, url, rating FROM offers WHERE rating NOT BETWEEN 0 AND 5
