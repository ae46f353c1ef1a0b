//! Calls that empty a document store, a cache or a queue.

/// Pattern and name.
pub(super) const CALLS: [(&str, &str); 22] = [
    ("dropDatabase (", "dropDatabase()"),
    ("drop_database (", "drop_database()"),
    ("FLUSHALL", "FLUSHALL"),
    ("FLUSHDB", "FLUSHDB"),
    (". flushall (", "flushall()"),
    (". flushdb (", "flushdb()"),
    (". flushAll (", "flushAll()"),
    (". flushDb (", "flushDb()"),
    (". FlushAll (", "FlushAll()"),
    (". FlushDB (", "FlushDB()"),
    ("deleteMany ( { } )", "deleteMany({})"),
    ("deleteMany ( )", "deleteMany()"),
    ("delete_many ( { } )", "delete_many({})"),
    ("deleteTopics (", "deleteTopics()"),
    ("delete_topics (", "delete_topics()"),
    ("dropCollection (", "dropCollection()"),
    ("drop_collection (", "drop_collection()"),
    (". obliterate (", "obliterate()"),
    ("purgeQueue (", "purgeQueue()"),
    ("purge_queue (", "purge_queue()"),
    ("queue_purge (", "queue_purge()"),
    ("PurgeQueueCommand (", "PurgeQueueCommand()"),
];
