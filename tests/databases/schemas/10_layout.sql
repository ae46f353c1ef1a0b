create table a(id bigint primary key)-- no blank, comment; with a semicolon
;create table b(id bigint primary key,a_id bigint references a(id)on delete cascade,"x;y"text default';'check("x;y"<>'--'));
create/* here */index/* there */on/**/b(a_id);
CREATE TABLE c (
	id	bigint	CONSTRAINT c_key PRIMARY KEY,
	a_id	bigint	CONSTRAINT c_a NOT NULL	CONSTRAINT c_a_fk REFERENCES	a	,
	b_id	bigint	DEFAULT (1 + (2 * 3)) REFERENCES b NOT NULL,
	j	jsonb	DEFAULT '{"a": [1, 2], "b": "c;d"}'::jsonb,
	e	text	DEFAULT E'it\'s, (really); \\',
	d	text	DEFAULT $$a, 'b'); $$,
	ä	interval	DEFAULT '1 day',
	f	double precision[],
	g	time (3) without time zone,
	h	bit varying (8),
	i	interval day to second,
	EXCLUDE USING gist (int8range(a_id, b_id) WITH &&),
	CHECK (a_id > 0 AND (b_id < 5 OR b_id IN (6, 7)))
) WITH (fillfactor = 80);
CREATE INDEX ON c (a_id, b_id);
-- CREATE INDEX ON c (b_id);
/* CREATE INDEX ON c (b_id); */
DO $$ BEGIN PERFORM 'a; b'; /* ' */ END $$;
