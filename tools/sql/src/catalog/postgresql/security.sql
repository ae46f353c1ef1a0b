-- Row level security, and its policies.
SELECT line FROM (
  SELECT c.oid, 0 AS place, '' AS name, format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY;', c.oid::regclass) AS line
    FROM pg_class c WHERE c.relrowsecurity
  UNION ALL
  SELECT c.oid, 1, '', format('ALTER TABLE %s FORCE ROW LEVEL SECURITY;', c.oid::regclass)
    FROM pg_class c WHERE c.relforcerowsecurity
  UNION ALL
  SELECT p.polrelid, 2, p.polname, format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s;', p.polname, p.polrelid::regclass,
           CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
           CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
           (SELECT string_agg(CASE WHEN r.role = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.role)) END, ', ') FROM unnest(p.polroles) r(role)),
           ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
           ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
    FROM pg_policy p
) found
  JOIN pg_class c ON c.oid = found.oid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
 ORDER BY found.oid, found.place, found.name
