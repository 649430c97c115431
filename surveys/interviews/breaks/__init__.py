"""What interrupts or ends an interview: a pause, somebody who comes in, a stop."""
