ALTER TABLE orders ADD COLUMN note varchar(20), ADD INDEX total_idx (total), MODIFY code varchar(60);
-- next
ALTER TABLE orders ADD COLUMN note varchar(20), ADD INDEX note_idx (note);
-- next
UPDATE orders SET channel = 'web';
-- next
START TRANSACTION;
UPDATE orders SET channel = 'web' WHERE id < 100;
ALTER TABLE orders MODIFY channel varchar(30);
COMMIT;
-- next
CREATE INDEX total_idx ON orders (total);
CREATE UNIQUE INDEX code_idx ON orders (code);
ALTER TABLE customer ADD UNIQUE KEY email_idx (email);
-- next
ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, customer_id);
-- next
ALTER TABLE orders CHANGE code label varchar(50), ADD COLUMN x int;
-- next
CREATE TABLE refund (id int PRIMARY KEY, order_id int, FOREIGN KEY (order_id) REFERENCES orders (id));
CREATE INDEX refund_idx ON refund (order_id, id);
ALTER TABLE orders ADD COLUMN refunded int;
-- next
ALTER TABLE orders ADD INDEX a_idx (total), ALGORITHM=COPY;
-- next
ALTER TABLE orders ADD COLUMN x int FIRST, ADD COLUMN y int, MODIFY total bigint;
-- next
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0), ADD COLUMN x int;
-- next
RENAME TABLE orders TO purchase;
ALTER TABLE customer ADD COLUMN x int;
-- next
DELETE FROM orders;
-- next
ALTER TABLE orders ADD FULLTEXT INDEX code_text (code), ADD INDEX total_idx (total);
-- next
ALTER TABLE orders MODIFY total int NOT NULL DEFAULT 0, ADD COLUMN x int NOT NULL DEFAULT 1;
-- next
ALTER TABLE orders CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE customer ENGINE=InnoDB;
-- next
ALTER TABLE session DROP PARTITION p2019;
ALTER TABLE orders DROP COLUMN total;
