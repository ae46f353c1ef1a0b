-- What the catalog of PostgreSQL says of the tables of a database: one JSON object a line. Names are as stored.
SELECT set_config('search_path', '', false) IS NULL \g /dev/null
SELECT json_build_object(
    'schema', n.nspname,
    'name', r.relname,
    'foreign', r.relkind = 'f',
    'partition', r.relispartition,
    'partitions', (SELECT json_agg(k.oid::text) FROM pg_inherits h JOIN pg_class k ON k.oid = h.inhrelid
        WHERE h.inhparent = r.oid AND k.relispartition),
    'oid', r.oid::text,
    'columns', (SELECT json_agg(json_build_object(
            'name', a.attname,
            'nullable', NOT (a.attnotnull OR t.typnotnull),
            'type', format_type(coalesce(nullif(b.base, 0), t.oid), NULL)) ORDER BY a.attnum)
        FROM pg_attribute a
        JOIN pg_type t ON t.oid = a.atttypid
        LEFT JOIN LATERAL (
            WITH RECURSIVE below AS (
                SELECT t.typbasetype AS base, 1 AS depth WHERE t.typtype = 'd'
                UNION ALL
                SELECT d.typbasetype, depth + 1 FROM below JOIN pg_type d ON d.oid = below.base WHERE d.typtype = 'd'
            ) SELECT base FROM below ORDER BY depth DESC LIMIT 1
        ) b ON true
        WHERE a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'indexes', (SELECT json_agg(json_build_object(
            'name', x.relname,
            'unique', i.indisunique,
            'primary', i.indisprimary,
            'constraint', c.oid IS NOT NULL,
            'excludes', coalesce(c.contype = 'x', false),
            'method', m.amname,
            'valid', i.indisvalid,
            'attached', EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid),
            'nulls_not_distinct', i.indnullsnotdistinct,
            'predicate', pg_get_expr(i.indpred, i.indrelid),
            'not_null_only', (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = r.oid
                AND pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)),
            'include', (SELECT json_agg(pg_get_indexdef(i.indexrelid, k, true) ORDER BY k)
                FROM generate_series(i.indnkeyatts + 1, i.indnatts) k),
            'keys', (SELECT json_agg(json_build_object(
                    'column', (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = r.oid
                        AND a.attnum = (string_to_array(i.indkey::text, ' ')::int[])[k] AND a.attnum > 0),
                    'same', concat_ws(' ', pg_get_indexdef(i.indexrelid, k, true),
                        (string_to_array(i.indclass::text, ' '))[k], (string_to_array(i.indcollation::text, ' '))[k],
                        (string_to_array(i.indoption::text, ' '))[k])) ORDER BY k)
                FROM generate_series(1, i.indnkeyatts) k)) ORDER BY x.oid)
        FROM pg_index i
        JOIN pg_class x ON x.oid = i.indexrelid
        JOIN pg_am m ON m.oid = x.relam
        LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x')
        WHERE i.indrelid = r.oid),
    'foreign_keys', (SELECT json_agg(json_build_object(
            'name', c.conname,
            'columns', (SELECT json_agg(a.attname ORDER BY o) FROM unnest(c.conkey) WITH ORDINALITY k (n, o)
                JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n),
            'parent', json_build_array(pn.nspname, p.relname),
            'parent_columns', (SELECT json_agg(a.attname ORDER BY o) FROM unnest(c.confkey) WITH ORDINALITY k (n, o)
                JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.n)) ORDER BY c.conname)
        FROM pg_constraint c
        JOIN pg_class p ON p.oid = c.confrelid
        JOIN pg_namespace pn ON pn.oid = p.relnamespace
        WHERE c.conrelid = r.oid AND c.contype = 'f' AND c.conparentid = 0)
)
FROM pg_class r
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE r.relkind IN ('r', 'p', 'f') AND r.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = r.oid AND d.deptype = 'e')
ORDER BY n.nspname, r.relname;
