-- What is due of all lanes is one range; that of one destination is not asked for any more.
ALTER TABLE lane ADD COLUMN owner VARCHAR(36);
ALTER TABLE lane ADD COLUMN owned_until BIGINT;
DROP INDEX lane_destination;
