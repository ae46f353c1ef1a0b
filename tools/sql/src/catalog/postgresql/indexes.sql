-- Indexes that no constraint tells of, and which of partitions belong to which of their tables. One that the planner may
-- not use stands behind comment signs, for it serves nobody.
SELECT line FROM (
  SELECT c.oid AS home, x.oid, 0 AS place,
         CASE WHEN i.indisvalid OR x.relkind = 'I' THEN pg_get_indexdef(x.oid) || ';'
              ELSE '-- not valid: ' || replace(pg_get_indexdef(x.oid), E'\n', ' ') END AS line
    FROM pg_index i
    JOIN pg_class x ON x.oid = i.indexrelid
    JOIN pg_class c ON c.oid = i.indrelid
   WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = c.oid)
  UNION ALL
  SELECT i.indrelid, x.oid, 1, format('ALTER INDEX %s ATTACH PARTITION %s;', h.inhparent::regclass, x.oid::regclass)
    FROM pg_inherits h
    JOIN pg_class x ON x.oid = h.inhrelid AND x.relkind IN ('i', 'I')
    JOIN pg_index i ON i.indexrelid = x.oid AND i.indisvalid
   WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = i.indrelid)
) found
  JOIN pg_class c ON c.oid = found.home
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY found.place, found.home, found.oid
