-- Tables as a series of migrations leaves them.
CREATE TABLE a (id int NOT NULL, b int NOT NULL, c varchar(20), PRIMARY KEY (id), KEY ib (b), KEY ic (c));
CREATE TABLE p (id bigint NOT NULL, PRIMARY KEY (id)) ENGINE = InnoDB;
ALTER TABLE a ADD COLUMN p_id bigint NOT NULL AFTER id, ADD INDEX ip (p_id), ADD CONSTRAINT a_p FOREIGN KEY (p_id) REFERENCES p (id);
ALTER TABLE a ADD UNIQUE INDEX uc (c), DROP INDEX ic, ALGORITHM = INPLACE, LOCK = NONE;
ALTER TABLE a CHANGE b beta int unsigned NOT NULL COMMENT 'was b', MODIFY c varchar(40) NOT NULL;
ALTER TABLE a ADD (d int, e int), ADD KEY de (d, e), ADD KEY d (d);
ALTER TABLE a RENAME INDEX ib TO ibeta, RENAME COLUMN e TO epsilon;
CREATE INDEX d2 USING BTREE ON a (d) COMMENT 'the same';
CREATE UNIQUE INDEX two ON a (beta, d);
DROP INDEX de ON a;
ALTER TABLE a DROP COLUMN epsilon, CONVERT TO CHARACTER SET utf8mb4;
RENAME TABLE a TO alpha, p TO parent;
ALTER TABLE alpha DROP FOREIGN KEY a_p;
ALTER TABLE alpha ADD CONSTRAINT alpha_parent FOREIGN KEY (p_id) REFERENCES parent (id) ON UPDATE CASCADE;
CREATE TABLE gone (id int);
DROP TABLE gone;
CREATE TABLE keyless (x int, UNIQUE (x));
CREATE OR REPLACE TABLE keyless (x int NOT NULL, y int, UNIQUE ux (x), INDEX ux2 (x), KEY xy (x, y));
