-- On the embedded database a statement about one row reads an index from end to end where that has
-- all that it needs, the id too, and was nearly empty when the statement was planned: it then waits
-- for every row that is being written, and those who write them for it. What names a lane of a
-- receiver by its id always needs more than its index has.
DROP INDEX inbox_lane_due;
CREATE INDEX inbox_lane_due ON inbox_lane (due_at, plugin, instance_id);
DROP INDEX inbox_task_due;
CREATE INDEX inbox_task_due ON inbox_task (due_at, plugin, instance_id, process_id);
DROP INDEX governance_process_due;
CREATE INDEX governance_process_due ON governance_process (next_check_at, plugin, instance_id);
