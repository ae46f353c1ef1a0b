-- Sequences but those of identity columns, which their columns tell of.
SELECT format('CREATE SEQUENCE %s AS %s;', c.oid::regclass, format_type(s.seqtypid, NULL))
  FROM pg_class c
  JOIN pg_sequence s ON s.seqrelid = c.oid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i'))
 ORDER BY c.oid
