-- What is due of one destination is found by one range.
CREATE INDEX lane_destination ON lane (destination, due_at);
