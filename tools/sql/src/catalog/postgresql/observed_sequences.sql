-- How far each sequence that goes with a column has come: schema, table, column, sequence, its last value, the end of the
-- sequence or of the column's type, whichever comes first.
SELECT n.nspname, c.relname, a.attname, s.sequencename, s.last_value::text,
       least(s.max_value, CASE format_type(a.atttypid, NULL) WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647
                                                             ELSE 9223372036854775807 END)::text
  FROM pg_sequences s
  JOIN pg_class q ON q.relname = s.sequencename AND q.relkind = 'S'
  JOIN pg_namespace m ON m.oid = q.relnamespace AND m.nspname = s.schemaname
  JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = q.oid AND d.refclassid = 'pg_class'::regclass
   AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
  JOIN pg_class c ON c.oid = d.refobjid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
 WHERE s.last_value IS NOT NULL AND s.increment_by > 0 AND NOT s.cycle
   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY n.nspname, c.relname, a.attname
