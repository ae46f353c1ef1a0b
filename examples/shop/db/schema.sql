-- The shop's database, PostgreSQL 15 or newer.
-- Began as a dump and is kept by hand since: a change goes into db/migrations/ and here.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET client_min_messages = warning;

--
-- Types and functions
--

CREATE TYPE public.order_status AS ENUM (
    'placed',
    'paid',
    'shipped',
    'delivered',
    'cancelled'
);

CREATE FUNCTION public.touch_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$$;

--
-- Tables
--

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.address (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    customer_id bigint NOT NULL,
    street text NOT NULL,
    postal_code text NOT NULL,
    city text NOT NULL,
    country_code character(2) DEFAULT 'DE'::bpchar NOT NULL
);

-- A guest's cart has no customer; a customer has one cart.
CREATE TABLE public.cart (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    customer_id bigint,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.cart_item (
    cart_id bigint NOT NULL,
    product_id bigint NOT NULL,
    quantity integer DEFAULT 1 NOT NULL,
    CONSTRAINT cart_item_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE public.category (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    parent_id bigint,
    slug text NOT NULL,
    title text NOT NULL
);

-- A coupon without a customer is for everybody.
CREATE TABLE public.coupon (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    code text NOT NULL,
    customer_id bigint,
    amount_off numeric(12,2) NOT NULL,
    expires_at timestamp with time zone,
    CONSTRAINT coupon_amount_off_check CHECK ((amount_off > (0)::numeric))
);

CREATE TABLE public.customer (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    email text NOT NULL,
    display_name text NOT NULL,
    fax character varying(32),
    legacy_ref character varying(16),
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE public.customer_order (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    customer_id bigint NOT NULL,
    shipping_address_id bigint NOT NULL,
    status public.order_status DEFAULT 'placed'::public.order_status NOT NULL,
    currency character(3) DEFAULT 'EUR'::bpchar NOT NULL,
    placed_at timestamp with time zone DEFAULT now() NOT NULL,
    public_number uuid DEFAULT gen_random_uuid() NOT NULL
);

-- What the old warehouse system sends every night.
CREATE TABLE public.legacy_stock_import (
    sku text,
    quantity integer,
    imported_on date
);

CREATE TABLE public.order_item (
    order_id bigint NOT NULL,
    line_no smallint NOT NULL,
    product_id integer NOT NULL,
    quantity integer NOT NULL,
    unit_price numeric(12,2) NOT NULL,
    CONSTRAINT order_item_quantity_check CHECK ((quantity > 0))
);

CREATE TABLE public.page_view (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    path text NOT NULL,
    viewed_at timestamp with time zone NOT NULL
)
PARTITION BY RANGE (viewed_at);

CREATE TABLE public.page_view_2026_10 (
    id bigint NOT NULL,
    path text NOT NULL,
    viewed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.page_view_2026_11 (
    id bigint NOT NULL,
    path text NOT NULL,
    viewed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.payment (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    order_id bigint NOT NULL,
    provider_ref text NOT NULL,
    amount numeric(12,2) NOT NULL,
    captured_at timestamp with time zone,
    CONSTRAINT payment_amount_positive CHECK ((amount > (0)::numeric))
);

-- Every delivery of the provider's webhook, about two million a day.
CREATE TABLE public.payment_event (
    id integer NOT NULL,
    provider_event_id text NOT NULL,
    payload jsonb NOT NULL,
    received_at timestamp without time zone DEFAULT now() NOT NULL
);

COMMENT ON TABLE public.payment_event IS 'Raw webhook deliveries, kept for ten years.';

CREATE SEQUENCE public.payment_event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.payment_event_id_seq OWNED BY public.payment_event.id;

CREATE TABLE public.product (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    sku text NOT NULL,
    category_id bigint NOT NULL,
    name text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    price numeric(12,2) NOT NULL,
    currency character(3) DEFAULT 'EUR'::bpchar NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    discontinued_at timestamp with time zone,
    CONSTRAINT product_price_check CHECK ((price >= (0)::numeric))
);

CREATE TABLE public.product_image (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    product_id bigint NOT NULL,
    url text NOT NULL,
    "position" smallint DEFAULT 0 NOT NULL
);

CREATE TABLE public.product_review (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    product_id bigint NOT NULL,
    customer_id bigint NOT NULL,
    stars smallint NOT NULL,
    body text DEFAULT ''::text NOT NULL,
    written_at timestamp without time zone DEFAULT now() NOT NULL,
    CONSTRAINT product_review_stars_check CHECK (((stars >= 1) AND (stars <= 5)))
);

CREATE TABLE public.refund (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    payment_id bigint NOT NULL,
    amount double precision NOT NULL,
    reason text,
    refunded_at timestamp with time zone DEFAULT now() NOT NULL
);

--
-- Partitions: one a month, made by the operators on the 25th
--

ALTER TABLE ONLY public.page_view ATTACH PARTITION public.page_view_2026_10 FOR VALUES FROM ('2026-10-01 00:00:00+00') TO ('2026-11-01 00:00:00+00');

ALTER TABLE ONLY public.page_view ATTACH PARTITION public.page_view_2026_11 FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00');

ALTER TABLE ONLY public.payment_event ALTER COLUMN id SET DEFAULT nextval('public.payment_event_id_seq'::regclass);

--
-- Primary keys and unique constraints
--

ALTER TABLE ONLY public.address
    ADD CONSTRAINT address_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.cart_item
    ADD CONSTRAINT cart_item_pkey PRIMARY KEY (cart_id, product_id);

ALTER TABLE ONLY public.cart
    ADD CONSTRAINT cart_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.coupon
    ADD CONSTRAINT coupon_code_customer_id_key UNIQUE (code, customer_id);

ALTER TABLE ONLY public.coupon
    ADD CONSTRAINT coupon_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customer_order
    ADD CONSTRAINT customer_order_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.customer_order
    ADD CONSTRAINT customer_order_public_number_key UNIQUE (public_number);

ALTER TABLE ONLY public.customer
    ADD CONSTRAINT customer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.order_item
    ADD CONSTRAINT order_item_pkey PRIMARY KEY (order_id, line_no);

ALTER TABLE ONLY public.page_view
    ADD CONSTRAINT page_view_pkey PRIMARY KEY (id, viewed_at);

ALTER TABLE ONLY public.page_view_2026_10
    ADD CONSTRAINT page_view_2026_10_pkey PRIMARY KEY (id, viewed_at);

ALTER TABLE ONLY public.page_view_2026_11
    ADD CONSTRAINT page_view_2026_11_pkey PRIMARY KEY (id, viewed_at);

ALTER TABLE ONLY public.payment_event
    ADD CONSTRAINT payment_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payment_event
    ADD CONSTRAINT payment_event_provider_event_id_key UNIQUE (provider_event_id);

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_provider_ref_key UNIQUE (provider_ref);

ALTER TABLE ONLY public.product_image
    ADD CONSTRAINT product_image_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.product_review
    ADD CONSTRAINT product_review_once UNIQUE (product_id, customer_id);

ALTER TABLE ONLY public.product_review
    ADD CONSTRAINT product_review_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_sku_key UNIQUE (sku);

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_pkey PRIMARY KEY (id);

--
-- Indexes
--

CREATE INDEX address_customer_id_idx ON public.address USING btree (customer_id);

CREATE UNIQUE INDEX cart_customer_id_key ON public.cart USING btree (customer_id) WHERE (customer_id IS NOT NULL);

CREATE INDEX category_parent_id_idx ON public.category USING btree (parent_id) WHERE (parent_id IS NOT NULL);

CREATE INDEX coupon_customer_id_idx ON public.coupon USING btree (customer_id);

CREATE UNIQUE INDEX customer_email_key ON public.customer USING btree (lower(email));

CREATE INDEX customer_order_customer_id_idx ON public.customer_order USING btree (customer_id);

CREATE INDEX customer_order_customer_id_placed_at_idx ON public.customer_order USING btree (customer_id, placed_at DESC);

CREATE INDEX customer_order_open_idx ON public.customer_order USING btree (placed_at) WHERE (status = ANY (ARRAY['placed'::public.order_status, 'paid'::public.order_status]));

CREATE INDEX order_item_product_id_idx ON public.order_item USING btree (product_id);

CREATE INDEX payment_order_id_idx ON public.payment USING btree (order_id);

CREATE INDEX payment_provider_ref_idx ON public.payment USING btree (provider_ref);

CREATE INDEX product_category_id_idx ON public.product USING btree (category_id);

CREATE INDEX product_review_customer_id_idx ON public.product_review USING btree (customer_id);

CREATE INDEX refund_payment_id_idx ON public.refund USING btree (payment_id);

ALTER INDEX public.page_view_pkey ATTACH PARTITION public.page_view_2026_10_pkey;

ALTER INDEX public.page_view_pkey ATTACH PARTITION public.page_view_2026_11_pkey;

--
-- Views and triggers
--

CREATE VIEW public.order_total AS
 SELECT o.id AS order_id,
    o.currency,
    sum(((i.quantity)::numeric * i.unit_price)) AS total
   FROM (public.customer_order o
     JOIN public.order_item i ON ((i.order_id = o.id)))
  GROUP BY o.id;

CREATE TRIGGER cart_touch BEFORE UPDATE ON public.cart FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();

CREATE TRIGGER product_touch BEFORE UPDATE ON public.product FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();

--
-- Foreign keys
--

ALTER TABLE ONLY public.address
    ADD CONSTRAINT address_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.cart
    ADD CONSTRAINT cart_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.cart_item
    ADD CONSTRAINT cart_item_cart_id_fkey FOREIGN KEY (cart_id) REFERENCES public.cart(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.cart_item
    ADD CONSTRAINT cart_item_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.product(id);

ALTER TABLE ONLY public.category
    ADD CONSTRAINT category_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.category(id);

ALTER TABLE ONLY public.coupon
    ADD CONSTRAINT coupon_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.customer_order
    ADD CONSTRAINT customer_order_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id);

ALTER TABLE ONLY public.customer_order
    ADD CONSTRAINT customer_order_shipping_address_id_fkey FOREIGN KEY (shipping_address_id) REFERENCES public.address(id);

ALTER TABLE ONLY public.order_item
    ADD CONSTRAINT order_item_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.customer_order(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.order_item
    ADD CONSTRAINT order_item_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.product(id);

ALTER TABLE ONLY public.payment
    ADD CONSTRAINT payment_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.customer_order(id);

ALTER TABLE ONLY public.product
    ADD CONSTRAINT product_category_id_fkey FOREIGN KEY (category_id) REFERENCES public.category(id);

ALTER TABLE ONLY public.product_image
    ADD CONSTRAINT product_image_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.product(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.product_review
    ADD CONSTRAINT product_review_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.product_review
    ADD CONSTRAINT product_review_product_id_fkey FOREIGN KEY (product_id) REFERENCES public.product(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.refund
    ADD CONSTRAINT refund_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES public.payment(id);
