-- What the server counted of each index: schema, name, table's schema, table, valid, whether something rests on it, uses, bytes.
SELECT n.nspname, x.relname, c.relname,
       (i.indisvalid OR x.relkind = 'I' OR EXISTS (SELECT FROM pg_stat_progress_create_index g WHERE g.index_relid = x.oid))::text,
       (i.indisunique OR i.indisexclusion OR i.indisreplident OR i.indisclustered OR x.relispartition OR x.relkind = 'I'
         OR EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid))::text,
       coalesce(s.idx_scan, 0)::text, pg_relation_size(x.oid)::text
  FROM pg_index i
  JOIN pg_class x ON x.oid = i.indexrelid
  JOIN pg_class c ON c.oid = i.indrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = x.oid
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY n.nspname, x.relname
