-- What the server counted of each table: schema, name, rows, dead rows, times of a look at
-- the values, uses of its indexes, scans of the whole.
SELECT n.nspname, c.relname,
       CASE WHEN c.relkind = 'p' THEN (SELECT coalesce(sum(greatest(l.reltuples, 0)), 0)::bigint
                                         FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf)
            WHEN c.reltuples > 0 THEN c.reltuples::bigint
            ELSE coalesce(s.n_live_tup, 0) END::text,
       coalesce(s.n_dead_tup, 0)::text,
       (coalesce(s.last_analyze, s.last_autoanalyze) IS NOT NULL
         OR NOT has_table_privilege(c.oid, 'SELECT')
         OR EXISTS (SELECT FROM pg_stats v WHERE v.schemaname = n.nspname AND v.tablename = c.relname))::text,
       coalesce(s.idx_scan, 0)::text, coalesce(s.seq_scan, 0)::text, c.relkind::text
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
 WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
 ORDER BY n.nspname, c.relname
