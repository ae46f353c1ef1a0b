ALTER TABLE orders ADD COLUMN code text UNIQUE;
-- next
ALTER TABLE orders ADD COLUMN amount int CONSTRAINT amount_positive CHECK (amount > 0);
-- next
ALTER TABLE orders ADD COLUMN seller_id bigint DEFAULT 1 REFERENCES customer (id);
-- next
ALTER TABLE bare ADD PRIMARY KEY (id);
-- next
ALTER TABLE event_2024 ADD PRIMARY KEY (id, at);
-- next
CREATE INDEX event_at_idx ON event (at DESC, id) WHERE id > 0;
-- next
UPDATE orders SET channel = 'web', note = 'n';
-- next
DROP INDEX orders_status_idx, orders_total_idx;
-- next
ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE, ADD COLUMN plain text, ALTER COLUMN total SET NOT NULL;
-- next
ALTER TABLE bare ADD COLUMN ticket serial;
-- next
ALTER TABLE orders ADD UNIQUE (number, total);
-- next
CREATE INDEX ON "Mixed Case" ("Value");
ALTER TABLE "Mixed Case" ALTER COLUMN "Value" SET NOT NULL;
ALTER TABLE "Mixed Case" ADD COLUMN "At" timestamptz NOT NULL DEFAULT clock_timestamp() CHECK ("At" > '2000-01-01');
-- next
REINDEX INDEX orders_total_idx;
-- next
BEGIN;
ALTER TABLE orders ADD COLUMN extra text;
CREATE INDEX orders_extra_idx ON orders (extra);
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE DEFERRABLE;
CREATE TABLE refund (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX refund_order_id_idx ON refund (order_id);
COMMIT;
