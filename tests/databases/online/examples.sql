CREATE TABLE customer (id int PRIMARY KEY, email varchar(60)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, total int, code varchar(50), channel varchar(20)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE article (id int PRIMARY KEY, title varchar(100), body text) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE session (id int, year int, PRIMARY KEY (id, year)) ENGINE=InnoDB
  PARTITION BY RANGE (year) (PARTITION p2019 VALUES LESS THAN (2020), PARTITION p2020 VALUES LESS THAN (2021));
