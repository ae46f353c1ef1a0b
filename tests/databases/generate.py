#!/usr/bin/env python3
"""Writes random PostgreSQL schemas, the same for the same seed: `generate.py --seeds N --into DIR`.

Every schema loads without an error: the generator keeps account of what there is. They have composite keys, partial,
expression and unique indexes, partitions, and changes after the fact: columns and constraints added, renamed and
dropped, indexes and tables dropped and renamed.
"""
import argparse
import pathlib
import random

TYPES = ["bigint", "integer", "text", "uuid", "timestamptz", "numeric(10, 2)", "boolean", "varchar(40)"]
METHODS = ["", "", "", "USING btree ", "USING hash ", "USING brin "]


class Table:
    def __init__(self, name):
        self.name = name
        self.columns = {}  # name -> type
        self.keys = []  # unique column lists that may be referred to
        self.constraints = []  # names of foreign keys
        self.indexes = []  # names of plain indexes
        self.partitions = []


def quoted(name):
    return name if name.islower() and name != "order" else f'"{name}"'


class Schema:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tables = []
        self.lines = []
        self.count = 0

    def write(self, text):
        self.lines.append(text)

    def fresh(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def pick(self, items):
        return self.random.choice(items)

    def chance(self, odds):
        return self.random.random() < odds

    def create_table(self):
        name = self.fresh(self.pick(["orders", "line", "Account", "a_table_with_quite_a_long_name_for_making_names", "order"]))
        table = Table(name)
        elements = []
        shape = self.pick(["one", "one", "one", "two", "none"])
        if shape == "one":
            data_type = self.pick(["bigint", "uuid", "integer"])
            table.columns["id"] = data_type
            table.keys.append(["id"])
            spelled = "bigserial" if data_type == "bigint" and self.chance(0.3) else data_type
            elements.append(f"id {spelled} PRIMARY KEY")
        elif shape == "two":
            table.columns.update({"tenant_id": "bigint", "id": "bigint"})
            table.keys.append(["tenant_id", "id"])
            elements += ["tenant_id bigint", "id bigint NOT NULL", "PRIMARY KEY (tenant_id, id)"]
        for _ in range(self.random.randint(1, 4)):
            column = self.fresh(self.pick(["c", "Col", "note", "amount"]))
            data_type = self.pick(TYPES)
            table.columns[column] = data_type
            inline = self.pick(["", "", " NOT NULL", " UNIQUE", " DEFAULT NULL", " CHECK (true)"])
            elements.append(f"{quoted(column)} {data_type}{inline}")
            if inline == " UNIQUE":
                table.keys.append([column])
        for _ in range(self.random.randint(0, 2)):
            element = self.foreign_key_element(table)
            if element:
                elements.append(element)
        self.random.shuffle(elements)
        elements.sort(key=lambda text: text.startswith(("PRIMARY", "FOREIGN", "CONSTRAINT")))
        comment = self.pick(["", " -- it's a note; really", " /* not; the /* end */ */"])
        self.write(f"CREATE TABLE {quoted(name)} ({comment}\n  " + ",\n  ".join(elements) + "\n);")
        self.tables.append(table)

    def foreign_key_element(self, table):
        """New columns with a foreign key over them, as elements of a table that is being made."""
        parents = [parent for parent in self.tables if parent.keys]
        if not parents:
            return None
        parent = self.pick(parents)
        key = self.pick(parent.keys)
        columns = []
        definitions = []
        for column in key:
            own = self.fresh("ref")
            table.columns[own] = parent.columns[column]
            columns.append(own)
            definitions.append(f"{quoted(own)} {parent.columns[column]}")
        target = f"{quoted(parent.name)} ({', '.join(map(quoted, key))})"
        if len(key) == 1 and self.chance(0.6):
            return f"{definitions[0]} REFERENCES {target}{self.pick(['', ' ON DELETE CASCADE', ' DEFERRABLE'])}"
        name = ""
        if self.chance(0.5):
            constraint = self.fresh("fk")
            table.constraints.append(constraint)
            name = f"CONSTRAINT {constraint} "
        return ", ".join(definitions) + f",\n  {name}FOREIGN KEY ({', '.join(map(quoted, columns))}) REFERENCES {target}"

    def create_index(self):
        table = self.pick(self.tables)
        columns = list(table.columns)
        references = [column for column in columns if column.startswith("ref")]
        chosen = self.random.sample(columns, self.random.randint(1, min(3, len(columns))))
        if references and self.chance(0.6):
            chosen = [self.pick(references)] + [column for column in chosen if not column.startswith("ref")]
            if self.chance(0.5):
                chosen = references[:2] if len(references) > 1 else references
                if self.chance(0.5):
                    chosen.reverse()
        chosen = list(dict.fromkeys(chosen))
        method = self.pick(METHODS)
        if "hash" in method:
            chosen = chosen[:1]
        if "brin" in method:
            chosen = [column for column in chosen if table.columns[column] != "boolean"] or None
            if not chosen:
                return
        plain = "hash" in method or "brin" in method
        keys = []
        for column in chosen:
            text = quoted(column)
            if not plain and table.columns[column] in ("text", "varchar(40)") and self.chance(0.2):
                text = f"lower({text})"
            elif not plain and self.chance(0.15):
                text += self.pick([" DESC", " ASC", " NULLS FIRST"])
            keys.append(text)
        unique = "UNIQUE " if not plain and self.chance(0.1) else ""
        name = self.fresh("idx") if self.chance(0.8) else ""
        predicate = ""
        if self.chance(0.25):
            column = quoted(self.pick(chosen))
            predicate = f" WHERE {column} IS {self.pick(['NOT NULL', 'NOT NULL', 'NULL'])}"
            if self.chance(0.3):
                predicate = f" WHERE ({column} IS NOT NULL)"
        include = ""
        if not plain and self.chance(0.1):
            include = f" INCLUDE ({quoted(self.pick(columns))})"
        concurrently = "CONCURRENTLY " if name and self.chance(0.2) else ""
        self.write(f"CREATE {unique}INDEX {concurrently}{name} ON {quoted(table.name)} {method}({', '.join(keys)}){include}{predicate};")
        if name and not unique:
            table.indexes.append(name)

    def add_foreign_key(self):
        table, parent = self.pick(self.tables), self.pick(self.tables)
        if not parent.keys:
            return
        key = self.pick(parent.keys)
        target = f"{quoted(parent.name)} ({', '.join(map(quoted, key))})"
        if len(key) == 1 and self.chance(0.5):
            own = self.fresh("ref")
            table.columns[own] = parent.columns[key[0]]
            self.write(f"ALTER TABLE {quoted(table.name)} ADD COLUMN {quoted(own)} {parent.columns[key[0]]} REFERENCES {target};")
            return
        columns = []
        actions = []
        for column in key:
            own = self.fresh("ref")
            table.columns[own] = parent.columns[column]
            columns.append(quoted(own))
            actions.append(f"ADD {quoted(own)} {parent.columns[column]}")
        name = self.fresh("fk")
        table.constraints.append(name)
        valid = self.pick(["", " NOT VALID"])
        self.write(f"ALTER TABLE {quoted(table.name)} {', '.join(actions)};")
        self.write(f"ALTER TABLE ONLY {quoted(table.name)}\n    ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) REFERENCES {target}{valid};")

    def change(self):
        table = self.pick(self.tables)
        name = quoted(table.name)
        kind = self.pick(["drop column", "rename column", "drop index", "drop constraint", "rename table", "drop table", "rename index", "unique index as key"])
        if kind == "drop column" and len(table.columns) > 2:
            keyed = {column for key in table.keys for column in key}
            free = [column for column in table.columns if column not in keyed]
            if not free:
                return
            column = self.pick(free)
            self.write(f"ALTER TABLE {name} DROP COLUMN IF EXISTS {quoted(column)} CASCADE;")
            del table.columns[column]
            # Indexes and constraints over the column went with it: their names must not be used again.
            table.indexes, table.constraints = [], []
        elif kind == "rename column":
            column = self.pick(list(table.columns))
            to = self.fresh("ref" if column.startswith("ref") else "renamed")
            self.write(f"ALTER TABLE {name} RENAME {self.pick(['', 'COLUMN '])}{quoted(column)} TO {quoted(to)};")
            table.columns = {to if known == column else known: kind for known, kind in table.columns.items()}
            table.keys = [[to if known == column else known for known in key] for key in table.keys]
        elif kind == "drop index" and table.indexes:
            index = table.indexes.pop()
            self.write(f"DROP INDEX {self.pick(['', 'IF EXISTS ', 'CONCURRENTLY '])}{index};")
        elif kind == "rename index" and table.indexes:
            index = table.indexes.pop()
            to = self.fresh("renamed_idx")
            self.write(f"ALTER INDEX {index} RENAME TO {to};")
            table.indexes.append(to)
        elif kind == "drop constraint" and table.constraints:
            constraint = table.constraints.pop()
            self.write(f"ALTER TABLE {name} DROP CONSTRAINT {constraint};")
        elif kind == "rename table":
            to = self.fresh("renamed")
            self.write(f"ALTER TABLE {name} RENAME TO {quoted(to)};")
            table.name = to
        elif kind == "drop table" and len(self.tables) > 3:
            self.write(f"DROP TABLE {name} CASCADE;")
            self.tables.remove(table)
            for other in self.tables:
                # Foreign keys to it are gone.
                other.constraints = []
        elif kind == "unique index as key":
            free = [column for column, kind in table.columns.items() if kind != "boolean"]
            if not free:
                return
            column = self.pick(free)
            index = self.fresh("uidx")
            self.write(f"CREATE UNIQUE INDEX {index} ON {name} ({quoted(column)});")
            self.write(f"ALTER TABLE {name} ADD CONSTRAINT {self.fresh('ukey')} UNIQUE USING INDEX {index};")
            table.keys.append([column])

    def partitioned(self):
        name = self.fresh("part")
        parents = [parent for parent in self.tables if ["id"] in parent.keys]
        if not parents:
            return
        parent = self.pick(parents)
        data_type = parent.columns["id"]
        self.write(f"CREATE TABLE {name} (\n  id bigint NOT NULL,\n  ref {data_type} REFERENCES {quoted(parent.name)} (id)\n) PARTITION BY HASH (id);")
        way = self.pick(["all", "only", "attached", "late", "none"])
        children = [f"{name}_{number}" for number in range(2)]
        for number, child in enumerate(children):
            bounds = f"FOR VALUES WITH (modulus 2, remainder {number})"
            if way == "late":
                self.write(f"CREATE TABLE {child} (LIKE {name} INCLUDING ALL);")
                self.write(f"ALTER TABLE {name} ATTACH PARTITION {child} {bounds};")
            else:
                self.write(f"CREATE TABLE {child} PARTITION OF {name} {bounds};")
        if way in ("all", "late"):
            self.write(f"CREATE INDEX {name}_ref ON {name} (ref);")
        elif way in ("only", "attached"):
            self.write(f"CREATE INDEX {name}_ref ON ONLY {name} USING btree (ref);")
            for child in children[: 1 if way == "only" else 2]:
                self.write(f"CREATE INDEX {child}_ref ON {child} USING btree (ref);")
                self.write(f"ALTER INDEX {name}_ref ATTACH PARTITION {child}_ref;")

    def text(self):
        for _ in range(self.random.randint(3, 8)):
            self.create_table()
        for _ in range(self.random.randint(10, 40)):
            self.pick([self.create_index, self.create_index, self.create_index, self.add_foreign_key, self.change, self.create_table, self.partitioned])()
        return "\n".join(self.lines) + "\n"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seeds", type=int, required=True)
    arguments.add_argument("--into", type=pathlib.Path, required=True)
    arguments = arguments.parse_args()
    for seed in range(arguments.seeds):
        (arguments.into / f"random_{seed:04}.sql").write_text(Schema(seed).text())


if __name__ == "__main__":
    main()
