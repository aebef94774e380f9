"""A stand-in for the CollegeBasketballData API: caps, quirks and all, over a generated league or real records."""
