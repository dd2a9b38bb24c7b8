-- What ended long ago is found by one range: null while messages may come.
CREATE INDEX message_stream_ended ON message_stream (ended_at);
