-- What rules about queries say of plans and results, for a PostgreSQL. See queries.py. No two queries differ in their
-- values only: they would be one.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(200) NOT NULL UNIQUE, name text NOT NULL, phone text,
    token uuid NOT NULL, code int NOT NULL, born date NOT NULL, created_at timestamptz NOT NULL);
CREATE INDEX customer_created_at_idx ON customer (created_at);
CREATE INDEX customer_token_idx ON customer (token);
CREATE INDEX customer_code_idx ON customer (code);
CREATE INDEX customer_born_idx ON customer (born);
CREATE INDEX customer_name_idx ON customer USING gin (name gin_trgm_ops);
CREATE INDEX customer_upper_name_idx ON customer (upper(name));
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customer, status text NOT NULL,
    total numeric(10,2) NOT NULL, note text, data jsonb NOT NULL, extra jsonb NOT NULL, tags text[] NOT NULL);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
CREATE INDEX orders_status_idx ON orders (status);
CREATE INDEX orders_total_idx ON orders (total);
CREATE INDEX orders_data_idx ON orders USING gin (data jsonb_path_ops);
-- rows
INSERT INTO customer SELECT n, 'c' || n || '@example.org', 'name ' || n, n::text, gen_random_uuid(), n, date '2000-01-01' + n,
    timestamptz '2024-01-01' + n * interval '1 hour' FROM generate_series(1, 300) n;
INSERT INTO orders SELECT n, nullif(n % 50, 0), CASE WHEN n % 3 = 0 THEN 'open' ELSE 'paid' END, n, nullif('note ' || n % 9, 'note 4'),
    '{"a": 1}', '{"b": 2}', ARRAY['x'] FROM generate_series(1, 300) n;
ANALYZE;
-- plans
SELECT id FROM customer WHERE lower(email) = 'a';
SELECT id FROM customer WHERE lower(email) LIKE 'a%';
SELECT id FROM customer WHERE upper(name) = 'A';
SELECT id FROM customer WHERE email::text = 'a';
SELECT id FROM customer WHERE email = 'a';
SELECT id FROM customer WHERE token::uuid = '9b2e4c1e-0000-4000-8000-000000000000';
SELECT id FROM customer WHERE token::text = 'a';
SELECT id FROM customer WHERE id::bigint = 7;
SELECT id FROM customer WHERE id::text = '7';
SELECT id FROM customer WHERE code::int = 7;
SELECT id FROM customer WHERE code::bigint = 7;
SELECT id FROM customer WHERE code + 1 = 7;
SELECT id FROM customer WHERE code = 7 - 1;
SELECT id FROM customer WHERE code = 7.5;
SELECT id FROM customer WHERE code > 7.5;
SELECT name FROM customer WHERE code = '7';
SELECT id FROM customer WHERE created_at::date = '2024-01-02';
SELECT id FROM customer WHERE date_trunc('day', created_at) = '2024-01-02';
SELECT id FROM customer WHERE extract(year FROM created_at) = 2024;
SELECT id FROM customer WHERE created_at AT TIME ZONE 'UTC' > '2024-01-02';
SELECT id FROM customer WHERE created_at + interval '1 day' > '2024-01-02';
SELECT id FROM customer WHERE created_at >= '2024-01-02'::date AND created_at < '2024-01-02'::date + 1;
SELECT id FROM customer WHERE to_char(born, 'YYYY') = '2000';
SELECT id FROM customer WHERE born = '2000-02-02';
SELECT id FROM customer WHERE id = 7 AND lower(email) = 'a';
SELECT id FROM customer WHERE name ILIKE '%abc%';
SELECT id FROM customer WHERE email LIKE '%abc%';
SELECT id FROM customer WHERE id = 7 AND email LIKE '%abc%';
SELECT id FROM customer WHERE id = 7 OR email = 'a';
SELECT id FROM customer WHERE id = 7 OR phone = 'a';
SELECT id FROM customer WHERE (code = 7 AND phone = 'a') OR (id = 8 AND phone = 'b');
SELECT id FROM customer WHERE born = '2000-02-02' AND (id = 7 OR phone = 'a');
SELECT id FROM orders WHERE data @> '{"a": 1}';
SELECT id FROM orders WHERE extra @> '{"a": 1}';
SELECT id FROM orders WHERE extra ? 'a';
SELECT id FROM orders WHERE data ? 'a';
SELECT id FROM orders WHERE data @@ '$.a == 1';
SELECT id FROM orders WHERE data @? '$.a';
SELECT id FROM orders WHERE tags && ARRAY['x'];
SELECT id FROM orders WHERE customer_id = 7 AND extra @> '{"a": 1}';
SELECT id FROM orders WHERE coalesce(customer_id, 0) = 7;
SELECT id FROM orders WHERE total::int = 7;
SELECT id FROM orders WHERE total = 7;
SELECT id FROM orders WHERE lower(status) IN ('open', 'paid');
-- results
-- sql/not-in-nullable: empty, other than SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders);
-- sql/not-in-nullable: empty, other than SELECT id FROM customer WHERE id NOT IN (SELECT o.customer_id FROM orders o WHERE o.customer_id IS NOT NULL)
SELECT id FROM customer WHERE NOT (id IN (SELECT o.customer_id FROM orders o WHERE o.total > 0));
-- none: equal to SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id > 0);
-- sql/comparison-with-null: empty, other than SELECT id FROM orders WHERE note IS NULL
SELECT id FROM orders WHERE note = NULL;
-- sql/comparison-with-null: empty, other than SELECT id FROM orders WHERE note IS NOT NULL
SELECT id FROM orders WHERE note <> NULL;
-- sql/needless-union: equal to SELECT 'c' AS kind, id FROM customer UNION ALL SELECT 'o', id FROM orders
SELECT 'c' AS kind, id FROM customer UNION SELECT 'o', id FROM orders;
-- none: other than SELECT 'c' AS kind, status FROM orders UNION ALL SELECT 'o', name FROM customer
SELECT 'c' AS kind, status FROM orders UNION SELECT 'o', name FROM customer;
-- sql/distinct-over-join: equal to SELECT c.id, c.name FROM customer c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 9)
SELECT DISTINCT c.id, c.name FROM customer c JOIN orders o ON o.customer_id = c.id WHERE o.total > 9;
-- sql/nullable-concatenation: other than SELECT id, status || coalesce(note, '') FROM orders
SELECT id, status || note FROM orders;
-- parts: conditions of which queries are made by chance, over customer c and orders o
lower(c.email) = 'a'
c.email = 'a'
c.email::text = 'b'
c.email LIKE 'a%'
c.email LIKE '%a%'
c.name ILIKE '%abc%'
upper(c.name) = 'A'
c.id::text = '7'
c.id = 7
c.id > 7
c.code + 1 = 7
c.code = 7.5
c.code::int = 8
c.code::bigint = 8
c.created_at::date = '2024-01-02'
date_trunc('day', c.created_at) > '2024-01-02'
c.created_at > '2024-01-02'
c.born = '2000-01-02'
extract(year FROM c.born) = 2000
c.phone = 'x'
c.phone IS NULL
c.token IS NULL
c.token::text = 'a'
c.id IN (1, 2)
lower(c.email) IN ('a', 'b')
NOT (c.id = 5)
c.code BETWEEN 3 AND 4
coalesce(c.phone, '') = 'a'
coalesce(c.code, 0) = 5
left(c.email, 3) = 'abc'
c.email ~ '^a'
c.email || 'x' = 'ax'
o.status = 'open'
o.total > 5
o.total = 7
o.note = 'x'
o.customer_id = 7
o.data @> '{"a": 1}'
o.extra @> '{"a": 1}'
lower(o.status) = 'open'
o.id = 9
coalesce(o.customer_id, 0) = 3
o.tags && ARRAY['x']
