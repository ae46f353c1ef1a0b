-- What the catalog says about tables, one fact a line: schema, table, kind of fact, its name, its definition.
-- Left out is what the description of a schema does not tell: options of storage, when a constraint is checked, and what
-- a table has by inheritance.
SELECT set_config('search_path', '', false) IS NULL \g /dev/null
WITH tables AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
        AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
)
SELECT nspname, relname, 'column ' || row_number() OVER (PARTITION BY t.oid ORDER BY a.attnum), a.attname,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull OR y.typnotnull THEN 'NOT NULL' END,
        CASE WHEN a.attidentity <> '' THEN 'IDENTITY' WHEN a.attgenerated <> '' THEN 'GENERATED AS' END,
        CASE WHEN pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' THEN 'nextval'
            ELSE pg_get_expr(d.adbin, d.adrelid) END)
FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type y ON y.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
UNION ALL
SELECT nspname, relname, 'constraint', conname, pg_get_constraintdef(c.oid)
FROM tables t
JOIN pg_constraint c ON c.conrelid = t.oid
WHERE contype IN ('p', 'u') OR contype = 'f' AND conparentid = 0 OR contype = 'c' AND conislocal AND coninhcount = 0
UNION ALL
SELECT nspname, t.relname, 'index', x.relname, pg_get_indexdef(x.oid)
FROM tables t
JOIN pg_index i ON i.indrelid = t.oid
JOIN pg_class x ON x.oid = i.indexrelid
WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.oid AND c.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT nspname, relname, 'comment', coalesce(a.attname, ''), d.description
FROM tables t
JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_class'::regclass
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.objsubid AND d.objsubid > 0
UNION ALL
SELECT nspname, relname, 'values', a.attname,
    (SELECT string_agg(enumlabel, ', ' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = a.atttypid)
FROM tables t
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type y ON y.oid = a.atttypid AND y.typtype = 'e'
ORDER BY 1, 2, 3, 4, 5;
