"""What happens to answers when something breaks: saves, processes, disks."""
