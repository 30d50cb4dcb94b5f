// Back to the phone one came from.
document.getElementById("back").search = location.search;
