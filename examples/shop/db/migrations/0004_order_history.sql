-- "My orders", newest first, was slow for customers with many orders.
CREATE INDEX customer_order_customer_id_placed_at_idx ON customer_order (customer_id, placed_at DESC);

CREATE VIEW order_total AS
SELECT o.id AS order_id, o.currency, sum(i.quantity * i.unit_price) AS total
FROM customer_order o
JOIN order_item i ON i.order_id = o.id
GROUP BY o.id;
