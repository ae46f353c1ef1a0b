-- Payments, what the provider tells about them, and money that goes back.
BEGIN;

CREATE TABLE payment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES customer_order (id),
    provider_ref text NOT NULL,
    amount numeric(12,2) NOT NULL,
    captured_at timestamp with time zone,
    CONSTRAINT payment_provider_ref_key UNIQUE (provider_ref)
);
CREATE INDEX payment_order_id_idx ON payment (order_id);
CREATE INDEX payment_provider_ref_idx ON payment (provider_ref);

-- Every delivery of the provider's webhook, about two million a day.
CREATE TABLE payment_event (
    id serial PRIMARY KEY,
    provider_event_id text NOT NULL UNIQUE,
    payload jsonb NOT NULL,
    received_at timestamp DEFAULT now() NOT NULL
);

CREATE TABLE refund (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id bigint NOT NULL REFERENCES payment (id),
    amount double precision NOT NULL,
    reason text,
    refunded_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE INDEX refund_payment_id_idx ON refund (payment_id);

COMMIT;
