-- References to oneself, twice over the same columns, and around in a circle.
CREATE TABLE node (id bigint PRIMARY KEY, parent_id bigint REFERENCES node, root_id bigint REFERENCES node);
CREATE INDEX node_root ON node (root_id);
CREATE TABLE member (id bigint PRIMARY KEY, node_id bigint REFERENCES node, CONSTRAINT again FOREIGN KEY (node_id) REFERENCES node);
CREATE TABLE hen (id bigint PRIMARY KEY, egg_id bigint);
CREATE TABLE egg (id bigint PRIMARY KEY, hen_id bigint REFERENCES hen);
ALTER TABLE hen ADD FOREIGN KEY (egg_id) REFERENCES egg;
CREATE TABLE same_columns (
    a bigint, b bigint,
    PRIMARY KEY (a, b),
    FOREIGN KEY (a) REFERENCES node,
    FOREIGN KEY (b) REFERENCES node
);
CREATE TABLE overlapping (
    a bigint, b bigint, c bigint,
    FOREIGN KEY (a, b) REFERENCES same_columns,
    FOREIGN KEY (b, c) REFERENCES same_columns,
    FOREIGN KEY (a) REFERENCES node
);
CREATE INDEX ON overlapping (b, c);
