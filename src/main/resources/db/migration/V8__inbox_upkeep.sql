-- What is removed is found by these alone, without a look at the rows: how much is kept does not matter.
DROP INDEX inbox_age;
CREATE INDEX inbox_age ON inbox (ended_at, id);
CREATE INDEX inbox_task_parked ON inbox_task (due_at, inbox_id);
