-- What MariaDB says in other words than it was told: types, defaults, keys that it adds, names that it makes.
CREATE TABLE customer (
  id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
  email varchar(190) NOT NULL,
  nick varchar(50) NULL,
  balance double NOT NULL DEFAULT 0,
  note mediumtext,
  created_at timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  UNIQUE KEY customer_email (email),
  UNIQUE KEY customer_nick (nick),
  KEY customer_email_created (email, created_at),
  FULLTEXT KEY customer_note (note)
) ENGINE=InnoDB;

CREATE TABLE product (
  id bigint NOT NULL AUTO_INCREMENT,
  sku char(12) NOT NULL,
  state enum('draft','for sale','gone') NOT NULL DEFAULT 'draft',
  price decimal(10,2) NOT NULL,
  vat decimal(10,2) GENERATED ALWAYS AS (price * 0.19) STORED,
  place point NOT NULL,
  PRIMARY KEY (id),
  KEY product_sku (sku(6)),
  KEY product_sku_again (sku(6)),
  SPATIAL KEY product_place (place),
  CHECK (price >= 0)
);

CREATE TABLE purchase (
  id bigint NOT NULL AUTO_INCREMENT PRIMARY KEY,
  customer_id int unsigned NOT NULL,
  product_id bigint NULL REFERENCES product (id) ON DELETE SET NULL,
  placed_on date NOT NULL,
  CONSTRAINT purchase_customer FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE,
  KEY purchase_day (placed_on DESC)
);

CREATE TABLE log (
  at datetime(6) NOT NULL,
  line text NOT NULL
) PARTITION BY RANGE (YEAR(at)) (PARTITION old VALUES LESS THAN (2025), PARTITION new VALUES LESS THAN MAXVALUE);

CREATE TABLE `odd name` (`a``b` int NOT NULL, `select` int, PRIMARY KEY (`a``b`));
ALTER TABLE `odd name` ADD INDEX `of it` (`select`);
CREATE VIEW open_purchase AS SELECT p.id, c.email FROM purchase p JOIN customer c ON c.id = p.customer_id;
