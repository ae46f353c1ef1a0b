--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);

CREATE TYPE public.mood AS ENUM (
    'sad',
    'it''s; fine'
);

CREATE FUNCTION public.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
BEGIN
    -- a ; and a ' in a body
    IF NEW.id = 1 THEN CREATE TEMP TABLE not_a_table (id int); END IF;
    RETURN NEW;
END;
$_$;

CREATE FUNCTION public.twice(n integer) RETURNS integer
    LANGUAGE sql
    BEGIN ATOMIC
 SELECT CASE WHEN (n > 0) THEN (n * 2) ELSE 0 END;
END;

SET default_table_access_method = heap;

CREATE TABLE public.person (
    id bigint NOT NULL,
    name character varying(255) DEFAULT 'a, b) c'::character varying NOT NULL,
    mood public.mood DEFAULT 'sad'::public.mood,
    born timestamp with time zone DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone NOT NULL,
    boss_id bigint,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    size numeric(10,2) GENERATED ALWAYS AS ((1.5 * 2.0)) STORED,
    CONSTRAINT person_name_check CHECK (((name)::text <> ''::text))
);

ALTER TABLE public.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.person_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.pet (
    id integer NOT NULL,
    person_id bigint NOT NULL,
    vet_id bigint
);

CREATE SEQUENCE public.pet_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pet_id_seq OWNED BY public.pet.id;
ALTER TABLE ONLY public.pet ALTER COLUMN id SET DEFAULT nextval('public.pet_id_seq'::regclass);

CREATE VIEW public.owners AS
 SELECT person.id
   FROM public.person;

COPY public.person (id, name, mood, born, boss_id, tags) FROM stdin;
1	it's; a "name"	sad	2020-01-01 00:00:00+00	\N	{}
2	CREATE TABLE no (id int);	\N	2020-01-01 00:00:00+00	1	{a}
\.

SELECT pg_catalog.setval('public.pet_id_seq', 1, false);

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pet
    ADD CONSTRAINT pet_pkey PRIMARY KEY (id);

CREATE INDEX pet_person ON public.pet USING btree (person_id);
CREATE UNIQUE INDEX person_name ON public.person USING btree (lower((name)::text)) WHERE (boss_id IS NOT NULL);
CREATE TRIGGER touched BEFORE UPDATE ON public.person FOR EACH ROW EXECUTE FUNCTION public.touch('x');
CREATE RULE quiet AS ON DELETE TO public.pet DO INSTEAD ( SELECT 1; SELECT 2; );

ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_boss FOREIGN KEY (boss_id) REFERENCES public.person(id) ON UPDATE CASCADE ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.pet
    ADD CONSTRAINT pet_person_fk FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.pet
    ADD CONSTRAINT pet_vet_fk FOREIGN KEY (vet_id) REFERENCES public.person(id) NOT VALID;

COMMENT ON TABLE public.pet IS 'a; comment';
