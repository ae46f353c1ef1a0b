-- Comments on tables and columns.
SELECT CASE WHEN d.objsubid = 0 THEN format('COMMENT ON TABLE %s IS %L;', c.oid::regclass, d.description)
            ELSE format('COMMENT ON COLUMN %s.%I IS %L;', c.oid::regclass, a.attname, d.description) END
  FROM pg_description d
  JOIN pg_class c ON c.oid = d.objoid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
 WHERE d.classoid = 'pg_class'::regclass AND c.relkind IN ('r', 'p')
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
 ORDER BY c.oid, d.objsubid
