-- Partial indexes: only "column IS NOT NULL" serves a foreign key, and only one of one column.
CREATE TABLE parent (id bigint PRIMARY KEY, a bigint, b bigint, UNIQUE (a, b));
CREATE TABLE is_not_null (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent);
CREATE INDEX ON is_not_null (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE in_parentheses (id bigint PRIMARY KEY, "Parent" bigint REFERENCES parent);
CREATE INDEX ON in_parentheses ("Parent") WHERE (("Parent" IS NOT NULL));
CREATE TABLE other_predicate (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent, active boolean);
CREATE INDEX ON other_predicate (parent_id) WHERE active;
CREATE TABLE two_conditions (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent, gone_at timestamptz);
CREATE INDEX ON two_conditions (parent_id) WHERE parent_id IS NOT NULL AND gone_at IS NULL;
CREATE TABLE other_column (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent, x int);
CREATE INDEX ON other_column (parent_id) WHERE x IS NOT NULL;
CREATE TABLE composite (id bigint PRIMARY KEY, a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES parent (a, b));
CREATE INDEX ON composite (a, b) WHERE a IS NOT NULL;
CREATE TABLE both_kinds (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent, active boolean);
CREATE INDEX ON both_kinds (parent_id) WHERE active;
CREATE INDEX ON both_kinds (parent_id, active);
CREATE TABLE unique_partial (id bigint PRIMARY KEY, parent_id bigint REFERENCES parent, active boolean);
CREATE UNIQUE INDEX ON unique_partial (parent_id) WHERE active IS TRUE;
