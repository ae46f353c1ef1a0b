-- The tables that the examples of the rules speak of, for those that bring none of their own.
CREATE TYPE order_status AS ENUM ('open', 'paid');
CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer_id bigint,
  number int,
  total int,
  status order_status,
  channel text,
  note text,
  placed_at timestamptz DEFAULT now()
);
CREATE INDEX orders_status_idx ON orders (status);
CREATE TABLE legacy_order (id bigint PRIMARY KEY);
CREATE TABLE session (id bigint PRIMARY KEY, expires_at timestamptz);
CREATE TABLE event (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE event_2019 PARTITION OF event FOR VALUES FROM ('2019-01-01') TO ('2020-01-01');
CREATE TABLE event_2024 (id bigint NOT NULL, at date NOT NULL);
CREATE MATERIALIZED VIEW daily_revenue AS SELECT placed_at::date AS day, sum(total) AS total FROM orders GROUP BY 1;
INSERT INTO customer SELECT n FROM generate_series(1, 50) n;
INSERT INTO orders (id, customer_id, number, total) SELECT n, n % 50 + 1, n, n FROM generate_series(1, 12000) n;
CREATE INDEX orders_total_idx ON orders (total);
CREATE TABLE bare (id bigint, x int);
INSERT INTO bare SELECT n, n FROM generate_series(1, 12000) n;
CREATE TABLE "Mixed Case" ("Id" bigint PRIMARY KEY, "Value" int);
INSERT INTO "Mixed Case" SELECT n, n FROM generate_series(1, 7000) n;
INSERT INTO event VALUES (1, '2019-02-03');
