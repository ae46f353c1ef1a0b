BEGIN;

-- A guest's cart has no customer; a customer has one cart.
CREATE TABLE cart (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint REFERENCES customer (id) ON DELETE CASCADE,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE UNIQUE INDEX cart_customer_id_key ON cart (customer_id) WHERE customer_id IS NOT NULL;
CREATE TRIGGER cart_touch BEFORE UPDATE ON cart FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE cart_item (
    cart_id bigint NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
    product_id bigint NOT NULL REFERENCES product (id),
    quantity integer DEFAULT 1 NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (cart_id, product_id)
);

CREATE TABLE product_review (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    customer_id bigint NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    body text DEFAULT '' NOT NULL,
    written_at timestamp DEFAULT now() NOT NULL,
    CONSTRAINT product_review_once UNIQUE (product_id, customer_id)
);
CREATE INDEX product_review_customer_id_idx ON product_review (customer_id);

-- A coupon without a customer is for everybody.
CREATE TABLE coupon (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL,
    customer_id bigint REFERENCES customer (id) ON DELETE CASCADE,
    amount_off numeric(12,2) NOT NULL CHECK (amount_off > 0),
    expires_at timestamp with time zone,
    CONSTRAINT coupon_code_customer_id_key UNIQUE (code, customer_id)
);
CREATE INDEX coupon_customer_id_idx ON coupon (customer_id);

COMMIT;
