"""CollegeBasketballData (https://collegebasketballdata.com): the API's contract and its endpoints."""
