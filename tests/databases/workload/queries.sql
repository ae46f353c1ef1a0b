-- Forty queries of many kinds. `values` are what stands for $1, $2, … when a plan is asked for.

-- calls: 900, values: 4711
SELECT id, total, created_at FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 20;
-- calls: 400, values: 4711, 'open'
SELECT * FROM orders WHERE customer_id = $1 AND status = $2;
-- calls: 300, values: 'user77@example.org'
SELECT o.id, o.status, o.total FROM customer c JOIN orders o ON o.customer_id = c.id WHERE c.email = $1;
-- calls: 800, values: 1234
SELECT product_id, amount, price FROM item WHERE order_id = $1;
-- calls: 200, values: 555
SELECT o.id, i.amount, p.title FROM orders o JOIN item i ON i.order_id = o.id JOIN product p ON p.id = i.product_id WHERE o.customer_id = $1;
-- calls: 50, values: 99
SELECT count(*) FROM item WHERE product_id = $1;
-- calls: 60, values: 17
SELECT id, title, price FROM product WHERE category_id = $1 ORDER BY price LIMIT 10;
-- calls: 40, values: 17, 900
SELECT id, title FROM product WHERE category_id = $1 AND price > $2;
-- calls: 30, values: 'user5@example.org'
SELECT id, name FROM customer WHERE lower(email) = $1;
-- calls: 20, values: 'City 42'
SELECT id, name FROM customer WHERE city = $1 AND deleted_at IS NULL;
-- calls: 20, values: 'City 42'
SELECT id, name, email FROM customer WHERE city = $1 AND deleted_at IS NULL ORDER BY name LIMIT 10;
-- calls: 100
SELECT id, customer_id, payload FROM event WHERE NOT processed ORDER BY happened_at LIMIT 50;
-- calls: 60
SELECT count(*) FROM event WHERE NOT processed AND kind = 'kind7';
-- calls: 80, values: 321, '2023-03-01'
SELECT id, kind FROM event WHERE customer_id = $1 AND happened_at >= $2;
-- calls: 30, values: 'kind3', '2023-07-01', '2023-07-02'
SELECT customer_id FROM event WHERE kind = $1 AND happened_at BETWEEN $2 AND $3;
-- calls: 40
SELECT id FROM customer WHERE settings @> '{"plan": "plan77"}';
-- calls: 25
SELECT id, title FROM product WHERE tags @> ARRAY['tag7'];
-- calls: 25, values: 'material77'
SELECT id FROM product WHERE to_tsvector('english', description) @@ plainto_tsquery('english', $1);
-- calls: 35
SELECT id, sku FROM product WHERE title LIKE 'Product 1999%';
-- calls: 15
SELECT id FROM customer WHERE name LIKE '%999%';
-- calls: 10
SELECT status, count(*) FROM orders GROUP BY status;
-- calls: 12, values: 4711
SELECT max(created_at) FROM orders WHERE customer_id = $1;
-- calls: 90, values: '2023-10-01'
SELECT id, total FROM orders WHERE created_at >= $1 AND status = 'open' ORDER BY created_at LIMIT 100;
-- calls: 20
SELECT id FROM orders WHERE status = 'open' AND paid_at IS NULL AND total > 499;
-- calls: 18, values: 4711, 4712
SELECT id, total FROM orders WHERE customer_id IN ($1, $2) AND status = 'paid';
-- calls: 16, values: 'City 9'
SELECT c.id FROM customer c WHERE c.city = $1 AND EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.status = 'gone');
-- calls: 14, values: 50
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customer WHERE city = 'City 3') AND total > $1;
-- calls: 8, values: '2022-06-01', '2022-06-03'
SELECT date_trunc('day', created_at), sum(total) FROM orders WHERE created_at >= $1 AND created_at < $2 GROUP BY 1;
-- calls: 22, values: 77
SELECT e.kind, e.happened_at FROM event e WHERE e.customer_id = $1 ORDER BY e.happened_at DESC LIMIT 5;
-- calls: 9, values: 11
SELECT p.id, sum(i.amount) FROM product p JOIN item i ON i.product_id = p.id WHERE p.category_id = $1 GROUP BY p.id;
-- calls: 11
SELECT id, sku FROM product WHERE stock = 0 AND price < 2;
-- calls: 7, values: 12345
SELECT id FROM event WHERE (payload->>'ref') = '12345';
-- calls: 13, values: 31, 32
SELECT id FROM item WHERE order_id = $1 OR product_id = $2;
-- calls: 6
SELECT * FROM customer WHERE active ORDER BY created_at DESC LIMIT 10;
-- calls: 5
SELECT c.name FROM customer c JOIN event e ON e.customer_id = c.id WHERE e.kind = 'kind1' AND e.happened_at > timestamp '2023-07-28';
-- calls: 70, values: 42
UPDATE orders SET status = 'paid', paid_at = now() WHERE id = $1;
-- calls: 30, values: 42
UPDATE event SET processed = true WHERE customer_id = $1 AND NOT processed;
-- calls: 10, values: '2020-06-01'
DELETE FROM event WHERE happened_at < $1 AND processed;
-- calls: 120
INSERT INTO event (id, customer_id, kind, happened_at, processed, payload) VALUES (0, 1, 'kind1', now(), false, '{}');
-- calls: 150
INSERT INTO orders (id, customer_id, status, total, created_at) VALUES (0, 1, 'open', 5, now());
