-- What the catalog says about foreign keys, one a line: status, table, columns in the order of the key.
--   covered        a valid B-tree or hash index over all rows begins with exactly the columns, in any order; or a
--                  partial one whose predicate is "column IS NOT NULL", for a key of one column
--   partial_only   only partial indexes do
--   leading_subset a key of several columns, and an index begins with one of them
--   none           nothing does
-- Partitions are left out: they have copies of their parent's keys and indexes.
WITH keys AS (
    SELECT c.oid, c.conrelid, c.conkey::int[] AS attributes, n.nspname, r.relname,
        (SELECT array_agg(a.attname ORDER BY k.position)
         FROM unnest(c.conkey) WITH ORDINALITY AS k (attribute, position)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attribute) AS columns
    FROM pg_constraint c
    JOIN pg_class r ON r.oid = c.conrelid
    JOIN pg_namespace n ON n.oid = r.relnamespace
    WHERE c.contype = 'f' AND c.conparentid = 0 AND NOT r.relispartition
),
indexes AS (
    SELECT i.indrelid, i.indpred IS NOT NULL AS is_partial, pg_get_expr(i.indpred, i.indrelid) AS predicate,
        (string_to_array(i.indkey::text, ' ')::int[])[1:i.indnkeyatts] AS attributes
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_am m ON m.oid = c.relam
    WHERE m.amname IN ('btree', 'hash') AND i.indisvalid
),
pairs AS (
    SELECT keys.*, i.is_partial, i.predicate,
        i.attributes[1:cardinality(keys.attributes)] @> keys.attributes
            AND i.attributes[1:cardinality(keys.attributes)] <@ keys.attributes AS begins_with,
        i.attributes[1] = ANY (keys.attributes) AS leads
    FROM keys LEFT JOIN indexes i ON i.indrelid = keys.conrelid
),
verdicts AS (
    SELECT oid, nspname, relname, columns,
        bool_or(coalesce(begins_with AND NOT is_partial, false)) AS covered,
        bool_or(coalesce(begins_with AND is_partial AND cardinality(columns) = 1
            AND predicate IN (format('(%I IS NOT NULL)', columns[1])), false)) AS covered_not_null,
        bool_or(coalesce(begins_with AND is_partial, false)) AS partly,
        bool_or(coalesce(leads AND NOT is_partial, false)) AS leads_partly
    FROM pairs GROUP BY oid, nspname, relname, columns
)
SELECT CASE
        WHEN covered OR covered_not_null THEN 'covered'
        WHEN partly THEN 'partial_only'
        WHEN leads_partly AND cardinality(columns) > 1 THEN 'leading_subset'
        ELSE 'none'
    END,
    CASE nspname WHEN 'public' THEN relname ELSE nspname || '.' || relname END,
    array_to_string(columns, ', ')
FROM verdicts
UNION ALL
-- Tables without a primary key.
SELECT 'no_primary_key', CASE n.nspname WHEN 'public' THEN r.relname ELSE n.nspname || '.' || r.relname END, ''
FROM pg_class r
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE r.relkind IN ('r', 'p') AND NOT r.relispartition AND r.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = r.oid AND c.contype = 'p')
    AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.objid = r.oid AND d.deptype = 'e'
    )
    AND NOT (
        EXISTS (SELECT FROM pg_inherits h JOIN pg_class k ON k.oid = h.inhrelid
            WHERE h.inhparent = r.oid AND k.relispartition)
        AND NOT EXISTS (SELECT FROM pg_inherits h JOIN pg_class k ON k.oid = h.inhrelid
            WHERE h.inhparent = r.oid AND k.relispartition
            AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = k.oid AND c.contype = 'p'))
    )
UNION ALL
-- How many indexes of a table are the same as another of it, but for the name. Those of a partition that belong to an
-- index of its parent are told at the parent.
SELECT 'duplicate', CASE nspname WHEN 'public' THEN relname ELSE nspname || '.' || relname END, sum(more)::text
FROM (
    SELECT n.nspname, r.relname,
        count(*) FILTER (WHERE h.inhrelid IS NULL) - (count(h.inhrelid) = 0)::int AS more
    FROM pg_index i
    JOIN pg_class r ON r.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = r.relnamespace
    JOIN pg_class x ON x.oid = i.indexrelid
    LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    GROUP BY i.indrelid, n.nspname, r.relname, x.relam, i.indkey::text, i.indnkeyatts, i.indclass::text,
        i.indcollation::text, i.indoption::text, pg_get_expr(i.indexprs, i.indrelid),
        pg_get_expr(i.indpred, i.indrelid), i.indisunique, i.indnullsnotdistinct
    HAVING count(*) > 1
) AS groups
WHERE more > 0
GROUP BY nspname, relname
UNION ALL
-- How many indexes and tables there are. Indexes of exclusion constraints and of views are none of the linter's.
SELECT 'indexes', '', count(*)::text
FROM pg_index i
JOIN pg_class r ON r.oid = i.indrelid AND r.relkind IN ('r', 'p') AND r.relpersistence <> 't'
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype = 'x')
UNION ALL
SELECT 'tables', '', count(*)::text
FROM pg_class r
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE r.relkind IN ('r', 'p', 'f') AND r.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
ORDER BY 1, 2, 3;
