-- Where a column that comes from a parent differs from it: its default, and whether it takes null.
SELECT line FROM (
  SELECT a.attrelid, a.attnum, 0 AS place,
         CASE WHEN own.adbin IS NULL THEN format('ALTER TABLE ONLY %s ALTER COLUMN %I DROP DEFAULT;', a.attrelid::regclass, a.attname)
              ELSE format('ALTER TABLE ONLY %s ALTER COLUMN %I SET DEFAULT %s;', a.attrelid::regclass, a.attname, pg_get_expr(own.adbin, a.attrelid)) END AS line
    FROM pg_attribute a
    JOIN pg_inherits i ON i.inhrelid = a.attrelid AND i.inhseqno = 1
    JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname AND NOT p.attisdropped
    LEFT JOIN pg_attrdef own ON own.adrelid = a.attrelid AND own.adnum = a.attnum
    LEFT JOIN pg_attrdef above ON above.adrelid = p.attrelid AND above.adnum = p.attnum
   WHERE NOT a.attisdropped AND a.attnum > 0 AND a.attgenerated = '' AND a.attidentity = ''
     AND pg_get_expr(own.adbin, a.attrelid) IS DISTINCT FROM pg_get_expr(above.adbin, p.attrelid)
  UNION ALL
  SELECT a.attrelid, a.attnum, 1, format('ALTER TABLE ONLY %s ALTER COLUMN %I SET NOT NULL;', a.attrelid::regclass, a.attname)
    FROM pg_attribute a
    JOIN pg_inherits i ON i.inhrelid = a.attrelid AND i.inhseqno = 1
    JOIN pg_attribute p ON p.attrelid = i.inhparent AND p.attname = a.attname AND NOT p.attisdropped
   WHERE NOT a.attisdropped AND a.attnum > 0 AND a.attnotnull AND NOT p.attnotnull
) found
  JOIN pg_class c ON c.oid = found.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY found.attrelid, found.attnum, found.place
