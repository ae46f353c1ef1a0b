CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT, name TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX customer_email_idx ON customer (email);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- counts on
  customer_id INTEGER REFERENCES customer (id),
  number INTEGER UNIQUE,
  total INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  channel TEXT CHECK (channel <> ''),
  discount INTEGER,
  spare TEXT,
  fee INTEGER,
  CONSTRAINT fair CHECK (discount >= 0)
);
CREATE INDEX orders_customer_idx ON orders (customer_id);
CREATE INDEX orders_note_idx ON orders (note) WHERE channel IS NOT NULL;
CREATE TABLE line (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  amount INTEGER
);
CREATE INDEX line_order_idx ON line (order_id);
CREATE TABLE memo (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders (id) ON DELETE SET NULL, body TEXT);
CREATE INDEX memo_order_idx ON memo (order_id);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
CREATE TABLE bare (a INTEGER, b INTEGER);
CREATE TABLE vacant (a INTEGER);
CREATE TABLE session (id INTEGER PRIMARY KEY);
CREATE VIEW dear AS SELECT id, total FROM orders WHERE total > 10;
CREATE VIEW dearest AS SELECT id FROM dear WHERE total > 100;
CREATE TRIGGER orders_log AFTER INSERT ON orders BEGIN INSERT INTO log (what) VALUES ('order ' || NEW.fee); END;
CREATE TRIGGER line_total AFTER INSERT ON line BEGIN UPDATE orders SET total = total + 1 WHERE id = NEW.order_id; END;
-- rows
INSERT INTO customer (id, email) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) SELECT i, 'c' || i FROM n;
INSERT INTO orders (id, customer_id, number, total, note, discount, spare, fee) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) SELECT i, i % 50 + 1, i, i, 'a note of some length, number ' || i, 1, 'x', 1 FROM n;
INSERT INTO line (id, order_id, amount) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3900) SELECT i, i, i FROM n;
INSERT INTO memo (id, order_id, body) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3900) SELECT i, i, 'b' FROM n;
INSERT INTO bare WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) SELECT i, i FROM n;
DELETE FROM orders WHERE id > 3990;
