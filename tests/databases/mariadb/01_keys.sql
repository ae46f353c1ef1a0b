-- Keys in the many places in which MariaDB takes them, and indexes that the engine makes itself.
CREATE TABLE customer (
    id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY,
    email varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL UNIQUE KEY COMMENT 'who it is, (with a paren)',
    nickname varchar(64) NULL UNIQUE,
    region int NOT NULL,
    notes longtext,
    KEY by_region (region) USING BTREE COMMENT 'a;b',
    FULLTEXT KEY by_notes (notes)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COMMENT = 'people; who buy';
CREATE TABLE `order` (
    `id` bigint unsigned NOT NULL AUTO_INCREMENT,
    `customer_id` int unsigned NOT NULL,
    `shop` smallint NOT NULL DEFAULT 1,
    `placed` datetime(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
    PRIMARY KEY (`id`),
    KEY `by_customer` (`customer_id`),
    KEY `by_customer_placed` (`customer_id`, `placed`),
    KEY `again` (`customer_id`, `placed`),
    UNIQUE KEY `one_a_shop` (`shop`, `placed`),
    CONSTRAINT `order_customer` FOREIGN KEY (`customer_id`) REFERENCES `customer` (`id`) ON DELETE CASCADE
);
-- No index for the key is written: the engine makes one, under the constraint's name or the column's.
CREATE TABLE line (
    order_id bigint unsigned NOT NULL,
    number int NOT NULL,
    article int unsigned,
    replaces int unsigned,
    PRIMARY KEY (order_id, number),
    CONSTRAINT line_order FOREIGN KEY (order_id) REFERENCES `order` (id),
    CONSTRAINT line_article FOREIGN KEY (article) REFERENCES customer (id),
    FOREIGN KEY (replaces) REFERENCES customer (id)
);
CREATE TABLE log (at timestamp NOT NULL, line text, KEY by_line (line(20)), KEY by_line_at (line(20), at), KEY shorter (line(10)));
CREATE TABLE log_copy LIKE log;
