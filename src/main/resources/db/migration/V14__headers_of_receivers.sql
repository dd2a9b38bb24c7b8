-- What a receiver is sent besides the gateway's own headers: a JSON object of names and values, all of them secrets.
ALTER TABLE receiver ADD COLUMN headers ${json};
