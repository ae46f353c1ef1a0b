-- Keys, duplicates, prefixes and what SQLite makes of types.
CREATE TABLE parent (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, note STRING);
CREATE TABLE child (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    parent_id INTEGER NOT NULL REFERENCES parent ON DELETE CASCADE,
    parent_code INTEGER REFERENCES parent (code),
    name VARCHAR(20) COLLATE NOCASE,
    at FLOATING POINT,
    UNIQUE (parent_id, name)
);
CREATE INDEX child_name ON child (name);
CREATE INDEX child_name_at ON child (name, at);
CREATE INDEX child_at ON child (at DESC);
CREATE INDEX child_at_again ON child (at DESC);
CREATE INDEX child_code ON child (parent_code) WHERE parent_code IS NOT NULL;
CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE of_pair (id INTEGER PRIMARY KEY, a INT, b INT, FOREIGN KEY (b, a) REFERENCES pair (b, a));
CREATE INDEX of_pair_a ON of_pair (a);
CREATE TABLE keyless (x, y TEXT);
ALTER TABLE keyless ADD COLUMN z REFERENCES parent (id);
ALTER TABLE keyless RENAME COLUMN y TO why;
ALTER TABLE pair RENAME TO couple;
