-- Names that a diagram cannot take as they are: words of Mermaid's own, keys, quotes, marks, letters beyond ASCII.
CREATE TABLE "class" ("pk" bigint PRIMARY KEY, "FK" int, "uk" text UNIQUE, "end" int, "style" text);
CREATE TABLE "Class" (id bigint PRIMARY KEY REFERENCES "class");
CREATE TABLE "one" (id bigint PRIMARY KEY, "many" bigint REFERENCES "class", "to" bigint REFERENCES "one");
CREATE TABLE "u" (id bigint PRIMARY KEY, "zero or one" bigint REFERENCES "one");
CREATE TABLE "direction TB" (id bigint PRIMARY KEY, "direction LR" bigint REFERENCES "u");
CREATE TABLE "direction_TB" (id bigint PRIMARY KEY);
CREATE TABLE "title" (id bigint PRIMARY KEY, "accTitle: x" bigint REFERENCES "direction TB");
CREATE TABLE "%%{init}%%" (id bigint PRIMARY KEY, "%%" bigint REFERENCES "title", "#35;" text, ";" text);
CREATE TABLE "a""b" ("c""d" bigint PRIMARY KEY REFERENCES "a""b", "x`y" int, "a\b" int, "{" int, "}" int, "[x]" int);
CREATE TABLE "größe 表" ("größe" numeric(10, 2), "名前" character varying(20)[], "2nd" int, "" int);
CREATE TABLE "1" (id bigint PRIMARY KEY);
CREATE TABLE "-- ||--o{ x : y" (id bigint PRIMARY KEY, "||--o{" bigint REFERENCES "1", "a.b,c" timestamp(3) with time zone);
CREATE TABLE "subgraph" (a double precision, b interval day to second, c "char", d bit varying(5), e int[3][3], f "pk");
CREATE TABLE "__proto__" ("constructor" bigint PRIMARY KEY, "toString" bigint REFERENCES "__proto__");
CREATE TABLE "line
break" (id bigint PRIMARY KEY, "line
break" bigint REFERENCES "line
break");
CREATE TABLE no_columns ();
CREATE TABLE "erDiagram" (id bigint PRIMARY KEY, other bigint REFERENCES "Class", UNIQUE (other));
CREATE TABLE sales."order" (id bigint PRIMARY KEY, t bigint REFERENCES "erDiagram");
