-- What rules about queries say of plans and results, for SQLite. See queries.py.
CREATE TABLE customer (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, phone TEXT, code INTEGER NOT NULL, created_at TEXT NOT NULL);
CREATE INDEX customer_code_idx ON customer (code);
CREATE INDEX customer_created_at_idx ON customer (created_at);
CREATE INDEX customer_upper_name_idx ON customer (upper(name));
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customer, note TEXT);
CREATE INDEX orders_customer_id_idx ON orders (customer_id);
-- rows
WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300) INSERT INTO customer SELECT n, 'c' || n, 'name ' || n, n, n, '2024-01-01' FROM n;
WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300) INSERT INTO orders SELECT n, nullif(n % 50, 0), nullif('note ' || (n % 9), 'note 4') FROM n;
-- plans
SELECT name FROM customer WHERE email = 'a';
SELECT name FROM customer WHERE lower(email) = 'a';
SELECT name FROM customer WHERE upper(name) = 'A';
SELECT name FROM customer WHERE code + 1 = 7;
SELECT name FROM customer WHERE code = '7';
SELECT name FROM customer WHERE email = 7;
SELECT name FROM customer WHERE CAST(code AS TEXT) = '7';
SELECT name FROM customer WHERE date(created_at) = '2024-01-01';
SELECT name FROM customer WHERE created_at >= '2024-01-01' AND created_at < '2024-01-02';
SELECT name FROM customer WHERE email LIKE '%abc%';
SELECT name FROM customer WHERE id = 7 AND email LIKE '%abc%';
SELECT name FROM customer WHERE id = 7 OR code = 8;
SELECT name FROM customer WHERE id = 7 OR phone = 'a';
-- results
-- sql/not-in-nullable: empty, other than SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM orders);
-- sql/comparison-with-null: empty, other than SELECT id FROM orders WHERE note IS NULL
SELECT id FROM orders WHERE note = NULL;
-- sql/needless-union: equal to SELECT 'c', id FROM customer UNION ALL SELECT 'o', id FROM orders
SELECT 'c', id FROM customer UNION SELECT 'o', id FROM orders;
-- sql/nullable-concatenation: other than SELECT id, 'a' || coalesce(note, '') FROM orders
SELECT id, 'a' || note FROM orders;
-- parts: conditions of which queries are made by chance, over customer c
lower(c.email) = 'a'
c.email = 'a'
c.email LIKE '%a%'
upper(c.name) = 'A'
CAST(c.id AS TEXT) = '7'
c.id = 7
c.id > 7
c.code + 1 = 7
c.code = 7.5
c.code = '7'
date(c.created_at) = '2024-01-02'
c.created_at > '2024-01-02'
strftime('%Y', c.created_at) = '2024'
c.phone = 'x'
c.phone IS NULL
c.id IN (1, 2)
lower(c.email) IN ('a', 'b')
NOT (c.id = 5)
c.code BETWEEN 3 AND 4
coalesce(c.phone, '') = 'a'
coalesce(c.code, 0) = 5
substr(c.email, 1, 3) = 'abc'
c.email || 'x' = 'ax'
