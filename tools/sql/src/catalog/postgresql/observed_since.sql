-- For how many days the server has counted.
SELECT floor(extract(epoch FROM now() - coalesce(d.stats_reset, pg_postmaster_start_time())) / 86400)::bigint::text
  FROM pg_stat_database d WHERE d.datname = current_database()
