-- Names: case, quotes, keywords, schemas, characters beyond ASCII, names that are cut.
CREATE SCHEMA sales;
CREATE SCHEMA "Archive";
CREATE TABLE Customer (ID bigint PRIMARY KEY);
CREATE TABLE "Customer" (id bigint PRIMARY KEY, customer bigint REFERENCES customer);
CREATE TABLE sales.customer (id bigint PRIMARY KEY, "order" bigint REFERENCES "Customer");
CREATE TABLE "Archive"."order" (id bigint PRIMARY KEY, "größe" bigint REFERENCES sales.customer, "a ""b""" bigint REFERENCES public.customer);
CREATE INDEX ON "Archive"."order" ("größe");
CREATE TABLE "select" (
    id bigint PRIMARY KEY,
    "primary" bigint REFERENCES Customer (Id),
    key bigint REFERENCES CUSTOMER,
    index bigint REFERENCES customer (id)
);
CREATE INDEX "Index" ON "select" (KEY);
SET search_path = sales, public;
CREATE TABLE here (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, other bigint REFERENCES "Customer");
CREATE INDEX ON here (other);
SET search_path TO DEFAULT;
CREATE TABLE a_table_whose_name_is_so_long_that_made_names_are_cut (
    id bigint PRIMARY KEY,
    a_column_whose_name_is_long_as_well bigint REFERENCES customer
);
ALTER TABLE a_table_whose_name_is_so_long_that_made_names_are_cut
    DROP CONSTRAINT a_table_whose_name_is_so_long_a_column_whose_name_is_long__fkey;
