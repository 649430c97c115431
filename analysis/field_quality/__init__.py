"""What a supervisor should look at while interviews are still being done."""
