-- What a description tells beside keys and indexes: defaults, computed columns, checks, comments, enumerations.
CREATE TYPE state AS ENUM ('open', 'it''s paid');
ALTER TYPE state ADD VALUE 'gone';
ALTER TYPE state ADD VALUE IF NOT EXISTS 'draft' BEFORE 'open';
ALTER TYPE state ADD VALUE 'sent' AFTER 'it''s paid';
ALTER TYPE state RENAME VALUE 'gone' TO 'lost';
CREATE DOMAIN email AS text NOT NULL CHECK (VALUE LIKE '%@%');
CREATE TABLE person (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 10) PRIMARY KEY,
    address email,
    name text COLLATE "C" DEFAULT 'no; name,  yet' /* two blanks */ NOT NULL,
    "Größe" numeric(5, 2) CHECK ("Größe" > 0 -- in metres
        AND "Größe" < 3),
    born date DEFAULT (now() - interval '1 day')::date,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    shown text GENERATED ALWAYS AS (upper(name) || ', ' || "Größe") STORED,
    state state DEFAULT 'open',
    seen timestamp(3) with time zone[],
    CONSTRAINT grown_up CHECK (born < '2020-01-01' OR name <> 'name'),
    CHECK (name <> ''), CHECK (name <> ' ')
);
ALTER TABLE person DROP COLUMN shown;
ALTER TABLE person RENAME COLUMN name TO "Full name";
ALTER TABLE person ADD COLUMN upper text GENERATED ALWAYS AS (upper("Full name")) STORED;
ALTER TABLE person RENAME born TO birthday;
ALTER TABLE person RENAME CONSTRAINT grown_up TO is_grown_up;
ALTER TABLE person DROP CONSTRAINT person_name_check1;
CREATE INDEX by_name ON person (lower("Full name"), ("Größe" + 1) DESC NULLS LAST, "Full name" text_pattern_ops)
    INCLUDE (state) WHERE "Full name" <> 'name' AND (birthday IS NOT NULL OR state = 'open');
ALTER TABLE person RENAME COLUMN "Größe" TO height;
COMMENT ON TABLE person IS 'One human being, it''s
said';
COMMENT ON COLUMN person.birthday IS $$what "they" say$$;
COMMENT ON COLUMN public.person.tags IS 'gone soon';
COMMENT ON COLUMN person.tags IS NULL;
COMMENT ON COLUMN person.height IS E'in metres';
CREATE TABLE profile (
    person_id bigint PRIMARY KEY REFERENCES person ON DELETE CASCADE ON UPDATE RESTRICT,
    friend_id bigint UNIQUE REFERENCES person (id) ON DELETE SET NULL,
    boss_id bigint DEFAULT 1 REFERENCES person ON DELETE SET DEFAULT ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE bare_copy (LIKE person);
CREATE TABLE whole_copy (LIKE person INCLUDING ALL, extra int);
CREATE TABLE part_copy (LIKE person INCLUDING ALL EXCLUDING INDEXES EXCLUDING CONSTRAINTS EXCLUDING COMMENTS);
CREATE TABLE child (LIKE profile, since date DEFAULT now()) INHERITS (person);
ALTER TABLE person ALTER birthday SET DEFAULT '2000-01-01';
ALTER TABLE person ALTER COLUMN height TYPE numeric(6, 3), ALTER height SET NOT NULL;
ALTER TABLE ONLY person ALTER tags SET DEFAULT '{a}';
ALTER TABLE whole_copy ALTER upper DROP EXPRESSION, ALTER id DROP IDENTITY;
CREATE TABLE a (id bigint PRIMARY KEY, b_id bigint, c_id bigint NOT NULL);
CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint NOT NULL REFERENCES a);
CREATE TABLE c (id bigint PRIMARY KEY, b_id bigint REFERENCES b, c_id bigint REFERENCES c);
ALTER TABLE a ADD CONSTRAINT later FOREIGN KEY (b_id) REFERENCES b NOT VALID;
ALTER TABLE a ADD FOREIGN KEY (c_id) REFERENCES c;
ALTER TABLE c ADD CHECK (id > 0) NOT VALID;
CREATE TABLE "a.b" ("PK" bigint PRIMARY KEY, "class" text, "x y" bigint REFERENCES a, "%%" int);
CREATE TABLE measured (at timestamptz NOT NULL, value double precision DEFAULT 0.5) PARTITION BY RANGE (at);
CREATE TABLE measured_rest PARTITION OF measured (value DEFAULT 1, at PRIMARY KEY) DEFAULT;
