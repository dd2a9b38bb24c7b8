-- Those whose holder has died, and which nobody has wanted since, are found by one range.
CREATE INDEX lease_age ON lease (expires_at);
