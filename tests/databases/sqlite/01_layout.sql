-- What SQLite does with types, keys and names: it takes nearly everything, and says in its pragmas what it made of it.
PRAGMA foreign_keys = ON;
CREATE TABLE customer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email VARCHAR(255) NOT NULL COLLATE NOCASE UNIQUE,
    "full name" TEXT DEFAULT 'no; name,  yet', -- two blanks
    untyped,
    born DATE DEFAULT (date('now', '-1 day')) CHECK (born < '2100-01-01'),
    shown TEXT GENERATED ALWAYS AS (upper("full name")) VIRTUAL
);
CREATE TABLE [order] (
    customer_id INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE ON UPDATE SET NULL,
    `number` INT,
    total DECIMAL (12, 2) DEFAULT -1.5,
    PRIMARY KEY (customer_id, `number` DESC)
);
CREATE TABLE line (
    customer_id, number INT, at UNSIGNED BIG INT,
    product TEXT PRIMARY KEY,
    FOREIGN KEY (customer_id, number) REFERENCES "order" (customer_id, number) ON DELETE RESTRICT
        DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (at, product)
) WITHOUT ROWID;
CREATE INDEX line_at ON line (at DESC, number);
CREATE UNIQUE INDEX line_some ON line (number COLLATE NOCASE) WHERE number IS NOT NULL;
ALTER TABLE line ADD COLUMN note TEXT DEFAULT 'x' NOT NULL;
ALTER TABLE line RENAME COLUMN note TO remark;
ALTER TABLE line DROP COLUMN remark;
ALTER TABLE customer RENAME TO person;
CREATE TABLE strict_one (id INT PRIMARY KEY, a ANY, b BLOB NOT NULL) STRICT;
CREATE TABLE person_new (id INTEGER PRIMARY KEY, person_id INTEGER REFERENCES person (id));
DROP INDEX line_at;
CREATE TABLE alias (id INTEGER, PRIMARY KEY (id));
CREATE TABLE no_alias (id INT, PRIMARY KEY (id));
