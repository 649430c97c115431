"""From frames to stored figures; fingerprint, snapshot, reproduction."""
