-- The tables that the statements beside this file are run on.
CREATE TYPE en AS ENUM ('x', 'y');
CREATE DOMAIN dm AS text;
CREATE DOMAIN checked AS text CHECK (value <> 'no');
CREATE DOMAIN kept AS text;
CREATE TABLE k (id bigint PRIMARY KEY, x kept);
ALTER DOMAIN kept ADD CONSTRAINT later CHECK (value <> '') NOT VALID;
CREATE TABLE p (id bigint PRIMARY KEY, name text);
CREATE TABLE t (
  id bigint NOT NULL,
  a int,
  b varchar(10),
  c text,
  d timestamp,
  e numeric(8, 2),
  j json,
  ch char(5),
  nn int,
  pid bigint,
  note text,
  plain timestamp,
  CONSTRAINT nn_there CHECK (nn IS NOT NULL)
);
CREATE UNIQUE INDEX t_id_u ON t (id);
CREATE INDEX t_b ON t (b);
CREATE INDEX t_c ON t (c);
CREATE INDEX t_d ON t (d);
ALTER TABLE t ADD CONSTRAINT t_ck_nv CHECK (a > -1000) NOT VALID;
ALTER TABLE t ADD CONSTRAINT t_fk_nv FOREIGN KEY (pid) REFERENCES p (id) NOT VALID;
CREATE TABLE u (id bigint, n int);
CREATE UNIQUE INDEX u_id ON u (id);
CREATE TABLE td (id bigint PRIMARY KEY, x dm);
CREATE TABLE q (id bigint PRIMARY KEY, n int UNIQUE);
CREATE TABLE pt (id bigint NOT NULL, at date NOT NULL, n int) PARTITION BY RANGE (at);
CREATE TABLE pt1 PARTITION OF pt FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE pt2 (id bigint NOT NULL, at date NOT NULL, n int);
CREATE TABLE pt3 (id bigint NOT NULL, at date NOT NULL, n int, CONSTRAINT pt3_at CHECK (at >= '2022-01-01' AND at < '2023-01-01'));
CREATE TABLE parent (id bigint, x int);
CREATE TABLE child (id bigint, x int);
CREATE TABLE whole (id bigint, x int);
CREATE TABLE heir () INHERITS (whole);
INSERT INTO heir VALUES (1, 1);
CREATE MATERIALIZED VIEW mv AS SELECT id, x FROM parent;
CREATE UNIQUE INDEX mv_id ON mv (id);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER had BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY seen ON u USING (true);
INSERT INTO p SELECT n, 'p' FROM generate_series(1, 20) n;
INSERT INTO t SELECT n, n, 'b', 'c', now(), 1, '{}', 'ch', n, 1, 'n', now() FROM generate_series(1, 200) n;
INSERT INTO u SELECT n, n FROM generate_series(1, 20) n;
INSERT INTO td VALUES (1, 'x');
INSERT INTO q VALUES (1, 1);
INSERT INTO pt VALUES (1, '2020-02-02', 1);
INSERT INTO pt2 VALUES (1, '2021-02-02');
INSERT INTO pt3 VALUES (1, '2022-02-02');
