-- What rules about queries say of plans and results, for a MariaDB. See queries.py.
CREATE TABLE customer (id bigint PRIMARY KEY, email varchar(200) NOT NULL, phone varchar(20) NOT NULL, code int NOT NULL, name varchar(100) NOT NULL,
    created_at datetime NOT NULL, bio text NOT NULL, UNIQUE KEY customer_email (email), KEY customer_phone (phone), KEY customer_code (code),
    KEY customer_created (created_at), FULLTEXT KEY customer_bio (bio)) ENGINE=InnoDB;
CREATE TABLE call_log (id bigint PRIMARY KEY, customer_id bigint, number bigint NOT NULL, note varchar(50), KEY call_customer (customer_id),
    KEY call_number (number)) ENGINE=InnoDB;
-- rows
INSERT INTO customer SELECT seq, concat('c', seq, '@example.org'), concat(seq), seq, concat('name ', seq), '2024-01-01' + INTERVAL seq HOUR, 'some words' FROM seq_1_to_2000;
INSERT INTO call_log SELECT seq, nullif(seq % 50, 0), seq, nullif(concat('note ', seq % 9), 'note 4') FROM seq_1_to_2000;
ANALYZE TABLE customer, call_log;
-- plans
SELECT name FROM customer WHERE email = 'a';
SELECT name FROM customer WHERE concat(email, '') = 'a';
SELECT name FROM customer WHERE left(email, 1) = 'a';
SELECT name FROM customer WHERE phone = 123;
SELECT id FROM customer WHERE phone = '123';
SELECT name FROM customer WHERE code = '123';
SELECT name FROM customer WHERE code + 1 = 123;
SELECT name FROM customer WHERE cast(code AS char) = '123';
SELECT name FROM customer WHERE date_format(created_at, '%Y') = '2024';
SELECT name FROM customer WHERE created_at >= '2024-01-02' AND created_at < '2024-01-03';
SELECT name FROM customer WHERE email LIKE '%abc%';
SELECT id FROM customer WHERE email LIKE 'abc%';
SELECT name FROM customer WHERE id = 7 AND email LIKE '%abc%';
SELECT name FROM customer WHERE id = 7 OR code = 8;
SELECT name FROM customer WHERE id = 7 OR name = 'a';
SELECT name FROM customer WHERE MATCH (bio) AGAINST ('words');
SELECT c.name FROM call_log l JOIN customer c ON c.phone = l.number WHERE l.id = 7;
SELECT c.name FROM call_log l JOIN customer c ON c.id = l.customer_id WHERE l.id = 7;
-- results
-- sql/search-without-index: refused
SELECT name FROM customer WHERE MATCH (name) AGAINST ('words');
-- sql/implicit-conversion: other than SELECT name FROM customer WHERE email = '0'
SELECT name FROM customer c WHERE c.email = 0;
-- sql/not-in-nullable: empty, other than SELECT id FROM customer c WHERE NOT EXISTS (SELECT 1 FROM call_log l WHERE l.customer_id = c.id)
SELECT id FROM customer WHERE id NOT IN (SELECT customer_id FROM call_log);
-- sql/comparison-with-null: empty, other than SELECT id FROM call_log WHERE note IS NULL
SELECT id FROM call_log WHERE note = NULL;
-- none: equal to SELECT id FROM call_log WHERE note IS NULL
SELECT id FROM call_log WHERE note <=> NULL;
-- parts: conditions of which queries are made by chance, over customer c
lower(c.email) = 'a'
c.email = 'a'
c.email LIKE 'a%'
c.email LIKE '%a%'
concat(c.email,'x') = 'A'
cast(c.id as char) = '7'
c.id = 7
c.id > 1990
c.code + 1 = 7
c.phone = 7
c.phone = '7'
c.code = '7'
date_format(c.created_at, '%Y') = '2024'
c.created_at < '2024-01-02'
c.name = 'x'
c.id IN (1, 2)
left(c.email, 2) IN ('a', 'b')
NOT (c.id = 5)
c.code BETWEEN 3 AND 4
coalesce(c.code, 0) = 5
substr(c.email, 1, 3) = 'abc'
