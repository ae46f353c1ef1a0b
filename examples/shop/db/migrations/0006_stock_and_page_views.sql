-- Not in a transaction: CREATE INDEX CONCURRENTLY refuses to run in one.
SET lock_timeout = '2s';

-- What the old warehouse system sends every night.
CREATE TABLE legacy_stock_import (
    sku text,
    quantity integer,
    imported_on date
);

CREATE TABLE page_view (
    id bigint GENERATED ALWAYS AS IDENTITY,
    path text NOT NULL,
    viewed_at timestamp with time zone NOT NULL,
    PRIMARY KEY (id, viewed_at)
) PARTITION BY RANGE (viewed_at);
CREATE TABLE page_view_2026_10 PARTITION OF page_view FOR VALUES FROM ('2026-10-01 00:00:00+00') TO ('2026-11-01 00:00:00+00');
CREATE TABLE page_view_2026_11 PARTITION OF page_view FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');

-- The house's way: add the rule for new rows, then look at the old ones without blocking writers.
ALTER TABLE payment ADD CONSTRAINT payment_amount_positive CHECK (amount > 0) NOT VALID;
ALTER TABLE payment VALIDATE CONSTRAINT payment_amount_positive;

CREATE INDEX CONCURRENTLY customer_order_open_idx ON customer_order (placed_at) WHERE status IN ('placed', 'paid');

COMMENT ON TABLE payment_event IS 'Raw webhook deliveries, kept for ten years.';
