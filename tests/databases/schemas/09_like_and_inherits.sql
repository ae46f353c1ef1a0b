-- Tables made from tables.
CREATE TABLE parent (id bigint PRIMARY KEY, code text UNIQUE, note text);
CREATE TABLE base (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent, code text REFERENCES parent (code));
CREATE INDEX base_parent ON base (parent_id);
CREATE TABLE copy_all (LIKE base INCLUDING ALL, extra int);
CREATE TABLE copy_plain (LIKE base);
ALTER TABLE copy_all ADD FOREIGN KEY (parent_id) REFERENCES parent;
ALTER TABLE copy_plain ADD FOREIGN KEY (parent_id) REFERENCES parent;
CREATE TABLE copy_indexes (LIKE base INCLUDING DEFAULTS INCLUDING INDEXES EXCLUDING COMMENTS, FOREIGN KEY (parent_id) REFERENCES parent);
CREATE TABLE child (more text) INHERITS (base);
CREATE TABLE child_with_key (id bigint PRIMARY KEY, more text) INHERITS (base);
ALTER TABLE child ADD CONSTRAINT child_fk FOREIGN KEY (parent_id) REFERENCES parent;
CREATE TABLE from_query AS SELECT 1 AS one;
CREATE TEMPORARY TABLE passing (id bigint, parent_id bigint);
CREATE UNLOGGED TABLE queue (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent);
CREATE TYPE composite AS (id bigint, parent_id bigint);
CREATE TABLE of_type OF composite (PRIMARY KEY (id));
