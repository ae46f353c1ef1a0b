-- A shop with rows enough for the planner to care. Keys only: every other index is to be recommended.
CREATE TABLE customer (
    id bigint PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    city text NOT NULL,
    active boolean NOT NULL,
    created_at timestamp NOT NULL,
    deleted_at timestamp,
    settings jsonb NOT NULL
);
CREATE TABLE product (
    id bigint PRIMARY KEY,
    sku text NOT NULL UNIQUE,
    title text NOT NULL,
    category_id int NOT NULL,
    price numeric(10, 2) NOT NULL,
    stock int NOT NULL,
    tags text[] NOT NULL,
    description text NOT NULL
);
CREATE TABLE orders (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer,
    status text NOT NULL,
    total numeric(10, 2) NOT NULL,
    created_at timestamp NOT NULL,
    paid_at timestamp,
    deleted_at timestamp
);
CREATE TABLE item (
    id bigint PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders,
    product_id bigint NOT NULL REFERENCES product,
    amount int NOT NULL,
    price numeric(10, 2) NOT NULL
);
CREATE TABLE event (
    id bigint PRIMARY KEY,
    customer_id bigint NOT NULL,
    kind text NOT NULL,
    happened_at timestamp NOT NULL,
    processed boolean NOT NULL,
    payload jsonb NOT NULL
);
