-- The catalogue, the customers and their orders.
BEGIN;

CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');

CREATE FUNCTION touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

CREATE TABLE category (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint REFERENCES category (id),
    slug text NOT NULL UNIQUE,
    title text NOT NULL
);
CREATE INDEX category_parent_id_idx ON category (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE product (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    category_id bigint NOT NULL REFERENCES category (id),
    name text NOT NULL,
    description text DEFAULT '' NOT NULL,
    price numeric(12,2) NOT NULL CHECK (price >= 0),
    currency character(3) DEFAULT 'EUR' NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    discontinued_at timestamp with time zone
);
CREATE INDEX product_category_id_idx ON product (category_id);
CREATE TRIGGER product_touch BEFORE UPDATE ON product FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

CREATE TABLE product_image (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id bigint NOT NULL REFERENCES product (id) ON DELETE CASCADE,
    url text NOT NULL,
    "position" smallint DEFAULT 0 NOT NULL
);

CREATE TABLE customer (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL,
    display_name text NOT NULL,
    fax character varying(32),
    legacy_ref character varying(16),
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE UNIQUE INDEX customer_email_key ON customer (lower(email));

CREATE TABLE address (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    street text NOT NULL,
    postal_code text NOT NULL,
    city text NOT NULL,
    country_code character(2) DEFAULT 'DE'
);
CREATE INDEX address_customer_id_idx ON address (customer_id);

CREATE TABLE customer_order (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer (id),
    shipping_address_id bigint NOT NULL REFERENCES address (id),
    status order_status DEFAULT 'placed' NOT NULL,
    currency character(3) DEFAULT 'EUR' NOT NULL,
    placed_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE INDEX customer_order_customer_id_idx ON customer_order (customer_id);

CREATE TABLE order_item (
    order_id bigint NOT NULL REFERENCES customer_order (id) ON DELETE CASCADE,
    line_no smallint NOT NULL,
    product_id integer NOT NULL REFERENCES product (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price numeric(12,2) NOT NULL,
    PRIMARY KEY (order_id, line_no)
);
CREATE INDEX order_item_product_id_idx ON order_item (product_id);

COMMIT;
