CREATE TABLE orders_new (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customer (id), number INTEGER UNIQUE, total TEXT);
INSERT INTO orders_new SELECT id, customer_id, number, total FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
-- next
DROP VIEW dearest;
DROP VIEW dear;
DROP TRIGGER line_total;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customer (id), number INTEGER UNIQUE, total TEXT);
INSERT INTO orders_new SELECT id, customer_id, number, total FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
-- next
PRAGMA legacy_alter_table = ON;
PRAGMA foreign_keys = OFF;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY, total TEXT);
INSERT INTO orders_new (id, total) SELECT id, total FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
-- next
PRAGMA foreign_keys = OFF;
ALTER TABLE customer RENAME TO customer_old;
CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT, name TEXT);
INSERT INTO customer SELECT * FROM customer_old;
DROP TABLE customer_old;
CREATE UNIQUE INDEX customer_email_idx ON customer (email);
-- next
BEGIN;
PRAGMA foreign_keys = OFF;
DROP VIEW dearest;
DROP VIEW dear;
DROP TRIGGER line_total;
CREATE TABLE orders_new (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customer (id), note TEXT);
INSERT INTO orders_new SELECT id, customer_id, note FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE INDEX orders_note_idx ON orders (note);
CREATE TRIGGER orders_log AFTER INSERT ON orders BEGIN INSERT INTO log (what) VALUES ('order'); END;
COMMIT;
-- next
CREATE TABLE log_new (id INTEGER PRIMARY KEY, what TEXT NOT NULL);
INSERT INTO log_new (id, what) SELECT id, coalesce(what, '') FROM log;
DROP TABLE log;
ALTER TABLE log_new RENAME TO log;
-- next
INSERT INTO log (what) VALUES (NULL);
CREATE TABLE log_new (id INTEGER PRIMARY KEY, what TEXT NOT NULL);
INSERT INTO log_new (id, what) SELECT id, what FROM log;
DROP TABLE log;
ALTER TABLE log_new RENAME TO log;
-- next
CREATE TABLE kept AS SELECT * FROM bare;
DROP TABLE bare;
CREATE TABLE bare (a INTEGER NOT NULL, b INTEGER);
INSERT INTO bare SELECT a, b FROM kept;
DROP TABLE kept;
-- next
CREATE INDEX bare_idx ON bare (a);
CREATE TABLE bare_new (a INTEGER, b INTEGER);
INSERT INTO bare_new SELECT a, b FROM bare;
DROP TABLE bare;
ALTER TABLE bare_new RENAME TO bare;
CREATE INDEX IF NOT EXISTS bare_idx ON bare (a);
-- next
DROP TABLE line;
-- next
DELETE FROM log;
-- next
PRAGMA foreign_keys = OFF;
CREATE TABLE customer_new (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT NOT NULL DEFAULT '');
INSERT INTO customer_new (id, email, name) SELECT id, email, name FROM customer;
DROP TABLE customer;
ALTER TABLE customer_new RENAME TO customer;
PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
