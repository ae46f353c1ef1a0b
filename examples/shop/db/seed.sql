-- A little to look at: run once, on the empty schema.
BEGIN;

INSERT INTO category (parent_id, slug, title) VALUES
    (NULL, 'kitchen', 'Kitchen'), (NULL, 'garden', 'Garden'), (1, 'kettles', 'Kettles');

INSERT INTO product (sku, category_id, name, price) VALUES
    ('KET-001', 3, 'Enamel kettle', 39.90),
    ('KET-002', 3, 'Gooseneck kettle', 64.00),
    ('PAN-010', 1, 'Iron pan', 45.50),
    ('SPD-100', 2, 'Garden spade', 29.95);
INSERT INTO product_image (product_id, url)
SELECT id, '/images/' || lower(sku) || '.webp' FROM product;

INSERT INTO customer (email, display_name)
SELECT 'customer' || n || '@example.org', 'Customer ' || n FROM generate_series(1, 50) AS n;
INSERT INTO address (customer_id, street, postal_code, city)
SELECT id, 'Main Street ' || id, '10115', 'Berlin' FROM customer;

INSERT INTO customer_order (customer_id, shipping_address_id, status, placed_at, public_number)
SELECT 1 + n % 50, 1 + n % 50, (ARRAY['placed', 'paid', 'shipped', 'delivered']::order_status[])[1 + n % 4],
       timestamptz '2026-11-01 08:00+00' + n * interval '1 hour',
       ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid
FROM generate_series(1, 200) AS n;
INSERT INTO order_item (order_id, line_no, product_id, quantity, unit_price)
SELECT o.id, p.id, p.id, 1 + (o.id % 3), p.price FROM customer_order o JOIN product p ON p.id <= 1 + o.id % 4;

INSERT INTO payment (order_id, provider_ref, amount, captured_at)
SELECT t.order_id, 'pay_' || t.order_id, t.total, now()
FROM order_total t JOIN customer_order o ON o.id = t.order_id WHERE o.status <> 'placed';
INSERT INTO refund (payment_id, amount, reason) SELECT id, 5.10, 'scratched' FROM payment WHERE id % 20 = 0;

INSERT INTO cart (customer_id) VALUES (1), (2), (NULL);
INSERT INTO cart_item (cart_id, product_id, quantity) VALUES (1, 1, 1), (1, 3, 2), (3, 4, 1);
INSERT INTO product_review (product_id, customer_id, stars, body) VALUES (1, 1, 5, 'Whistles well.'), (1, 2, 4, '');
INSERT INTO coupon (code, customer_id, amount_off) VALUES ('WELCOME', NULL, 5.00), ('SORRY', 7, 10.00);
INSERT INTO page_view (path, viewed_at)
SELECT '/products/KET-001', timestamptz '2026-11-01 00:00+00' + n * interval '10 minutes' FROM generate_series(0, 999) AS n;

COMMIT;
