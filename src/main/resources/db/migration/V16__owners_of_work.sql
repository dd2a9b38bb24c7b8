-- What waits says whose it is and until when, where several nodes work on the database. Neither column is in an
-- index: a claim rewrites no index. What is due is one range, in which what is full is passed over unread.
ALTER TABLE governance_process ADD COLUMN owner VARCHAR(36);
ALTER TABLE governance_process ADD COLUMN owned_until BIGINT;
DROP INDEX governance_process_due;
CREATE INDEX governance_process_due ON governance_process (next_check_at, plugin, instance_id);

ALTER TABLE plugin_poll ADD COLUMN owner VARCHAR(36);
ALTER TABLE plugin_poll ADD COLUMN owned_until BIGINT;
DROP INDEX plugin_poll_due;
CREATE INDEX plugin_poll_due ON plugin_poll (next_poll_at, plugin, instance_id);
