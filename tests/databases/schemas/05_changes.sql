-- Everything is said after the fact, and much of it is taken back.
CREATE TABLE customer (id bigint);
ALTER TABLE customer ADD PRIMARY KEY (id);
CREATE TABLE orders (id bigint, customer bigint, note text);
ALTER TABLE orders
    ADD COLUMN IF NOT EXISTS state text DEFAULT 'new, or so' NOT NULL,
    ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer) REFERENCES customer (id) ON DELETE CASCADE NOT VALID,
    ALTER COLUMN note TYPE varchar(40) USING substr(note, 1, 40),
    ALTER note SET NOT NULL;
CREATE INDEX orders_customer ON orders (customer);
ALTER TABLE orders RENAME COLUMN customer TO customer_id;
ALTER TABLE orders RENAME TO purchase;
ALTER INDEX orders_customer RENAME TO purchase_customer;
ALTER TABLE ONLY purchase ADD CONSTRAINT purchase_pkey PRIMARY KEY (id);
CREATE TABLE line (id bigint PRIMARY KEY, purchase_id bigint REFERENCES purchase, gone bigint REFERENCES purchase);
CREATE INDEX line_both ON line (purchase_id, gone);
ALTER TABLE line DROP COLUMN gone;
DROP INDEX IF EXISTS no_such_index;
CREATE TABLE tag (id bigint PRIMARY KEY, line_id bigint REFERENCES line, purchase_id bigint);
CREATE INDEX tag_line ON tag (line_id);
DROP INDEX tag_line;
ALTER TABLE tag ADD FOREIGN KEY (purchase_id) REFERENCES purchase;
ALTER TABLE tag DROP CONSTRAINT tag_purchase_id_fkey;
CREATE TABLE short_lived (id bigint PRIMARY KEY, line_id bigint REFERENCES line);
DROP TABLE short_lived CASCADE;
CREATE TABLE keyless (id bigint PRIMARY KEY);
ALTER TABLE keyless DROP CONSTRAINT keyless_pkey;
CREATE TABLE by_index (id bigint NOT NULL);
CREATE UNIQUE INDEX by_index_id ON by_index (id);
ALTER TABLE by_index ADD CONSTRAINT by_index_key PRIMARY KEY USING INDEX by_index_id;
