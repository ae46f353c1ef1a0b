-- What the services ask of the database: calls are those of one busy hour.

-- name: product_list, calls: 41200
SELECT p.sku, p.name, p.price::text AS price, p.currency, c.slug AS category
FROM product p
JOIN category c ON c.id = p.category_id
WHERE p.discontinued_at IS NULL AND p.sku > 'KET-001'
ORDER BY p.sku
LIMIT 50;

-- name: product_images, calls: 38900
SELECT url FROM product_image WHERE product_id = 1 ORDER BY "position";

-- name: product_search, calls: 9600
SELECT sku, name FROM product WHERE name ILIKE '%kettle%' AND discontinued_at IS NULL LIMIT 20;

-- name: customer_by_email, calls: 5100
SELECT id, display_name FROM customer WHERE lower(email) = lower('Customer7@example.org');

-- name: orders_of_customer, calls: 4800
SELECT public_number, status, placed_at
FROM customer_order
WHERE customer_id = 7
ORDER BY placed_at DESC
LIMIT 20;

-- name: order_by_number, calls: 7300
SELECT o.public_number::text, o.status::text, o.placed_at, count(i.*), coalesce(sum(i.quantity * i.unit_price), 0)::text, o.currency
FROM customer_order o
LEFT JOIN order_item i ON i.order_id = o.id
WHERE o.public_number = '00000000-0000-4000-8000-000000000042'
GROUP BY o.id;

-- name: cart_contents, calls: 12400
SELECT p.sku, p.name, ci.quantity, ci.quantity * p.price AS line_total
FROM cart_item ci
JOIN product p ON p.id = ci.product_id
WHERE ci.cart_id = 1;

-- name: webhook_event, calls: 83000
INSERT INTO payment_event (provider_event_id, payload)
VALUES ('evt_1', '{"type": "payment.captured", "payment": "pay_42"}')
ON CONFLICT (provider_event_id) DO NOTHING;

-- name: payment_by_reference, calls: 83000
SELECT id, order_id, amount FROM payment WHERE provider_ref = 'pay_42';

-- name: open_orders_of_the_day, calls: 60
SELECT *
FROM customer_order
WHERE date(placed_at AT TIME ZONE 'UTC') = date '2026-11-05' AND status IN ('placed', 'paid');

-- name: admin_order_page, calls: 240
SELECT o.id, o.placed_at, c.email
FROM customer_order o
JOIN customer c ON c.id = o.customer_id
ORDER BY o.placed_at DESC
LIMIT 50 OFFSET 100;

-- name: address_cleanup, calls: 24
DELETE FROM address a
WHERE a.customer_id = 50
  AND NOT EXISTS (SELECT 1 FROM customer_order o WHERE o.shipping_address_id = a.id);

-- name: refunds_by_month, calls: 2
SELECT date_trunc('month', refunded_at) AS month, sum(amount) AS refunded
FROM refund
GROUP BY 1
ORDER BY 1;
