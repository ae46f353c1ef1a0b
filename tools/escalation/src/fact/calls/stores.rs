//! Calls that empty a document store, a cache or a queue.

/// Pattern and name.
pub(super) const CALLS: [(&str, &str); 14] = [
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
];
