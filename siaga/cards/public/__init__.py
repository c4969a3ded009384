"""The print list as the public may know it: where the front of each class is, who is stuck behind it, and why somebody stands where."""
