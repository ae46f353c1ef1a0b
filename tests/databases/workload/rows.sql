-- Rows that are the same in every run: 1.77 million.
INSERT INTO customer SELECT i, 'user' || i || '@example.org', 'Name ' || (i * 7919 % 100000), 'City ' || (i * 31 % 500),
    i % 10 <> 0, timestamp '2020-01-01' + (i % 2000) * interval '1 day', CASE WHEN i % 20 = 0 THEN timestamp '2024-01-01' END,
    jsonb_build_object('theme', 'theme' || (i % 50), 'plan', 'plan' || (i % 2000))
    FROM generate_series(1, 100000) i;
INSERT INTO product SELECT i, 'SKU-' || lpad(i::text, 6, '0'), 'Product ' || i, i % 200, (i % 1000) + 0.99, i % 300,
    ARRAY['tag' || (i % 997), 'tag' || (i % 499)], 'A fine thing number ' || i || ' made of material' || (i % 1500)
    FROM generate_series(1, 20000) i;
INSERT INTO orders SELECT i, (i * 7919::bigint) % 100000 + 1,
    (ARRAY['open', 'paid', 'paid', 'shipped', 'shipped', 'shipped', 'done', 'done', 'done', 'done', 'done', 'done', 'done',
           'done', 'done', 'done', 'done', 'done', 'done', 'gone'])[i % 20 + 1],
    (i % 5000) / 10.0, timestamp '2022-01-01' + (i % 1000000) * interval '2 minutes',
    CASE WHEN i % 20 > 0 THEN timestamp '2022-01-02' + (i % 1000000) * interval '2 minutes' END,
    CASE WHEN i % 50 = 0 THEN timestamp '2024-01-01' END
    FROM generate_series(1, 450000) i;
INSERT INTO item SELECT i, (i * 104729::bigint) % 450000 + 1, (i * 31::bigint) % 20000 + 1, i % 9 + 1, (i % 1000) + 0.5
    FROM generate_series(1, 900000) i;
INSERT INTO event SELECT i, (i * 3571::bigint) % 100000 + 1, 'kind' || (i % 40), timestamp '2023-01-01' + i * interval '1 minute',
    i % 100 <> 0, jsonb_build_object('ref', i % 30000, 'level', 'l' || (i % 5))
    FROM generate_series(1, 300000) i;
VACUUM (ANALYZE);
