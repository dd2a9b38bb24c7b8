-- What processes have still to take in is worked off as all else that waits: each says whose it is and until when,
-- where several nodes work on the database; and it says whose platform it may hang on.
ALTER TABLE inbox_task ADD COLUMN owner VARCHAR(36);
ALTER TABLE inbox_task ADD COLUMN owned_until BIGINT;
ALTER TABLE inbox_task ADD COLUMN instance_id BIGINT DEFAULT 0 NOT NULL;
UPDATE inbox_task SET instance_id = (SELECT e.instance_id FROM inbox e WHERE e.id = inbox_task.inbox_id)
WHERE EXISTS (SELECT 1 FROM inbox e WHERE e.id = inbox_task.inbox_id);
DROP INDEX inbox_task_due;
CREATE INDEX inbox_task_due ON inbox_task (due_at, plugin, instance_id, process_id);
