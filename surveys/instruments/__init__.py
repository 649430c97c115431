"""The shipped instruments; upload, versions, trial run, publishing."""
