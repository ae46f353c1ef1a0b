CREATE TABLE parent (id int PRIMARY KEY, code varchar(20), other int, KEY other_idx (other)) ENGINE=InnoDB;
CREATE TABLE child (id int PRIMARY KEY, parent_id int, amount int, note varchar(20),
  CONSTRAINT child_parent FOREIGN KEY (parent_id) REFERENCES parent (id)) ENGINE=InnoDB;
CREATE TABLE follower (id int PRIMARY KEY, parent_id int, amount int,
  CONSTRAINT follower_parent FOREIGN KEY (parent_id) REFERENCES parent (id) ON DELETE CASCADE) ENGINE=InnoDB;
CREATE TABLE renamed (id int PRIMARY KEY, code varchar(20), amount int,
  CONSTRAINT renamed_parent FOREIGN KEY (id) REFERENCES parent (id) ON UPDATE CASCADE) ENGINE=InnoDB;
CREATE TABLE kept (id int PRIMARY KEY, x int) ENGINE=InnoDB WITH SYSTEM VERSIONING;
CREATE TABLE t (
  id int NOT NULL AUTO_INCREMENT PRIMARY KEY,
  a int DEFAULT NULL,
  b varchar(50) DEFAULT NULL,
  x varchar(50) DEFAULT NULL,
  c varchar(200) DEFAULT NULL,
  l varchar(200) CHARACTER SET latin1 DEFAULT NULL,
  u varchar(60) CHARACTER SET utf8mb3 DEFAULT NULL,
  ch char(10) DEFAULT NULL,
  d text,
  e enum('x', 'y') DEFAULT NULL,
  s set('p', 'q') DEFAULT NULL,
  f int NOT NULL,
  g decimal(8, 2) DEFAULT NULL,
  h tinyint DEFAULT NULL,
  i int unsigned DEFAULT NULL,
  dt datetime DEFAULT NULL,
  ts timestamp NULL DEFAULT NULL,
  bin varbinary(100) DEFAULT NULL,
  fl float DEFAULT NULL,
  pid int DEFAULT NULL,
  n int NOT NULL DEFAULT 3,
  j longtext DEFAULT NULL,
  KEY a_idx (a),
  UNIQUE KEY f_idx (f),
  KEY x_idx (x),
  KEY pid_idx (pid),
  KEY pair_idx (g, h),
  CONSTRAINT g_positive CHECK (g > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE gen (
  id int PRIMARY KEY,
  a int DEFAULT NULL,
  b varchar(20) DEFAULT NULL,
  v int GENERATED ALWAYS AS (a + 1) VIRTUAL,
  w int GENERATED ALWAYS AS (a + 2) STORED,
  KEY b_idx (b)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE virt (id int PRIMARY KEY, a int DEFAULT NULL, b varchar(20) DEFAULT NULL, v int GENERATED ALWAYS AS (a + 1) VIRTUAL)
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE stor (id int PRIMARY KEY, a int DEFAULT NULL, b varchar(20) DEFAULT NULL, w int GENERATED ALWAYS AS (a + 1) STORED)
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE indexed (id int PRIMARY KEY, a int DEFAULT NULL, v int GENERATED ALWAYS AS (a + 1) VIRTUAL, KEY v_idx (v))
  ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE three (id int PRIMARY KEY, u varchar(60), w varchar(60), KEY w_idx (w)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
CREATE TABLE four (id int PRIMARY KEY, u varchar(60), w text) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
CREATE TABLE five (id int PRIMARY KEY, u varchar(60)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
CREATE TABLE six (id int PRIMARY KEY, u varchar(70)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3;
CREATE TABLE k (x int NOT NULL, y int NOT NULL, z varchar(10) DEFAULT NULL, PRIMARY KEY (x), KEY y_idx (y)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE heap (x int NOT NULL, y int DEFAULT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE words (id int PRIMARY KEY, body text, title varchar(100), FULLTEXT KEY body_idx (body)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE parts (id int NOT NULL, at int NOT NULL, note varchar(20) DEFAULT NULL, PRIMARY KEY (id, at)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4
  PARTITION BY RANGE (at) (PARTITION p0 VALUES LESS THAN (100), PARTITION p1 VALUES LESS THAN (200), PARTITION p2 VALUES LESS THAN (300));
CREATE TABLE packed (id int PRIMARY KEY, a int, b varchar(20)) ENGINE=InnoDB ROW_FORMAT=COMPRESSED DEFAULT CHARSET=utf8mb4;
CREATE TABLE redundant (id int PRIMARY KEY, a int NOT NULL, b varchar(20)) ENGINE=InnoDB ROW_FORMAT=REDUNDANT DEFAULT CHARSET=utf8mb4;
CREATE TABLE places (id int PRIMARY KEY, at point NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE TABLE old (id int PRIMARY KEY, a int) ENGINE=MyISAM DEFAULT CHARSET=utf8mb4;
INSERT INTO parent (id, code, other) VALUES (1, 'a', 1), (2, 'b', 2);
INSERT INTO child VALUES (1, 1, 1, 'n'), (2, 2, 2, 'm');
INSERT INTO t (a, b, f, g, pid, e, i, h, d) VALUES (1, 'one', 1, 1.5, 1, 'x', 1, 1, 'text'), (2, 'two', 2, 2.5, 2, 'y', 2, 2, 'text');
INSERT INTO gen (id, a, b) VALUES (1, 1, 'b');
INSERT INTO virt (id, a, b) VALUES (1, 1, 'b');
INSERT INTO stor (id, a, b) VALUES (1, 1, 'b');
INSERT INTO indexed (id, a) VALUES (1, 1);
INSERT INTO three VALUES (1, 'a', 'b');
INSERT INTO k VALUES (1, 1, 'a'), (2, 2, 'b');
INSERT INTO heap VALUES (1, 1), (2, 2);
INSERT INTO words VALUES (1, 'some words', 'title');
INSERT INTO parts VALUES (1, 1, 'a'), (2, 150, 'b'), (3, 250, 'c');
INSERT INTO packed VALUES (1, 1, 'a');
INSERT INTO redundant VALUES (1, 1, 'a');
INSERT INTO places VALUES (1, ST_GeomFromText('POINT(1 1)'));
INSERT INTO old VALUES (1, 1);
