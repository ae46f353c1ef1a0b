INSERT INTO customer SELECT seq, concat('c', seq) FROM seq_1_to_12000;
INSERT INTO orders (id, customer_id, total, code) SELECT seq, seq, seq, concat('o', seq) FROM seq_1_to_12000;
INSERT INTO article SELECT seq, 'title', 'some words' FROM seq_1_to_20;
INSERT INTO session VALUES (1, 2019), (2, 2020);
