# SPDX-License-Identifier: MIT
"""Lists of the contract: an operation with `x-list` says which fields of a schema may be filtered and sorted by. Of it
come the query parameters in openapi.json, the table that checks them, the schema of the same filter in bodies
(`x-filter`), and the table from which the library of lists (repo/list.h) makes SQL.

    x-list:
      of: Product              the schema of an item; its properties are what `fields` may name
      rows: product_rows       the view
      owner: owner_id          its column of whose the row is, or several: it is theirs all; absent: rows have no owner
      filter: [price, …]       which operators a field has follows from its type
      sort: [price, …]
      default_sort: -id
      ordered: [price, …]      of `sort`: an index has this order
      grouped: [brand, …]      there are indexes that begin with it and go on in each of these orders;
                               {brand: [id, …], …}: in these of them
      unique: [id, sku]        at most one row has a value
      prefilter: _search_text  a column of small letters with an index of trigrams …
      prefiltered: [name, …]   … and the fields whose texts are in it
      search: product_search   the function behind `q`: (org_id, text), and where rows have an owner a third, whose rows
                               alone are looked at, null: all; absent: no `q`

`fields` leaves members of an item out, so there is a schema `<of>Part` in openapi.json, which is `of` with nothing required.

Another operation over the same rows says `x-list: {like: productsList, words: [sort, fields]}`: it has the same filter, and
of the other words those it names."""

from genlib import Fault, c_str

LIST_WORDS = ["sort", "fields", "count", "page", "page_size", "cursor"]
KEYS = {
    "of", "rows", "owner", "filter", "sort", "default_sort", "ordered", "grouped", "unique", "prefilter", "prefiltered",
    "search",
}
OPERATORS = {
    "TEXT": ["EQ", "NE", "IN", "CONTAINS"],
    "INTEGER": ["EQ", "NE", "IN", "BETWEEN", "GTE", "LTE"],
    "NUMBER": ["EQ", "NE", "IN", "BETWEEN", "GTE", "LTE"],
    "DATE": ["EQ", "NE", "IN", "BETWEEN", "GTE", "LTE"],
    "TIME": ["EQ", "NE", "IN", "BETWEEN", "GTE", "LTE"],
    "BOOLEAN": ["EQ"],
    "ENUM": ["EQ", "NE", "IN"],
    "UUID": ["EQ", "NE", "IN"],
    "TAGS": ["EQ", "IN"],
}
UNSORTABLE = ("TAGS", "OTHER")
MEANINGS = {
    "EQ": "`{0}` is this.",
    "NE": "`{0}` is something else, or nothing.",
    "IN": "`{0}` is one of these, with commas between; a comma in a value is written `\\,`.",
    "BETWEEN": "`{0}` is from the first to the second, both included.",
    "GTE": "`{0}` is this or more.",
    "LTE": "`{0}` is this or less.",
    "CONTAINS": "`{0}` has this part, in any case.",
    "ISNULL": "`{0}` has no value (true), or has one (false).",
}
MEANINGS_OF_TAGS = {
    "EQ": "This is among `{0}`.",
    "IN": "One of these at least is among `{0}`, with commas between; a comma in a value is written `\\,`.",
}
TEXT_MAX = 1000     # characters of a value whose field has no bound of its own
IN_MAX = 1000       # values
CONTAINS_MIN = 3    # characters: a trigram
CONTAINS_MAX = 200
SORT_MAX = 5        # LIST_MAX_KEYS without the id
CURSOR_MAX = 6000   # characters: keys may be long texts


def type_of(node):
    """The kind of a property: TEXT, INTEGER …; TAGS is an array of texts, OTHER whatever cannot be asked for."""
    kinds = node.get("type")
    kinds = [k for k in (kinds if isinstance(kinds, list) else [kinds]) if k != "null"]
    kind = kinds[0] if len(kinds) == 1 else None
    if kind == "string":
        if "enum" in node:
            return "ENUM"
        return {"date": "DATE", "date-time": "TIME", "uuid": "UUID"}.get(node.get("format"), "TEXT")
    if kind == "array" and node.get("items", {}).get("type") == "string":
        return "TAGS"
    return {"integer": "INTEGER", "number": "NUMBER", "boolean": "BOOLEAN"}.get(kind, "OTHER")


def value_schema(node):
    """What a single value of a condition must be like. What no row can have is still a question that may be asked, so of
    the field's rules only those count that keep a value bounded."""
    kind = type_of(node)
    if kind == "TAGS":
        node, kind = node["items"], "TEXT"
    if kind == "TEXT":
        return {"type": "string", "maxLength": node.get("maxLength", TEXT_MAX)}
    if kind == "ENUM":
        return {"type": "string", "enum": [v for v in node["enum"] if v is not None]}
    if kind in ("DATE", "TIME", "UUID"):
        return {"type": "string", "format": node["format"]}
    return {"type": {"INTEGER": "integer", "NUMBER": "number", "BOOLEAN": "boolean"}[kind]}


class Condition:
    """One filter parameter: a field and an operator."""

    def __init__(self, field, op, node):
        self.field = field
        self.op = op
        self.name = field if op == "EQ" else f"{field}__{op.lower()}"
        self.description = (MEANINGS_OF_TAGS if type_of(node) == "TAGS" else MEANINGS)[op].format(field)
        value = value_schema(node)
        self.item = value
        self.min_items, self.max_items = 1, 1
        if op == "CONTAINS":
            self.item = {"type": "string", "minLength": CONTAINS_MIN, "maxLength": CONTAINS_MAX}
        elif op == "ISNULL":
            self.item = {"type": "boolean"}
        elif op == "IN":
            self.max_items = IN_MAX
        elif op == "BETWEEN":
            self.min_items = self.max_items = 2


class Search:
    """The condition `q`."""

    field, op, name = None, "SEARCH", "q"
    description = "Words to look for, also with typing errors. Without `sort` the best come first; at most 1,000 are found."
    item = {"type": "string", "minLength": CONTAINS_MIN, "maxLength": CONTAINS_MAX}
    min_items, max_items = 1, 1


class Values:
    """A word of the list that is several names of the contract: sort, fields."""

    op = None

    def __init__(self, name, description, names, max_items):
        self.name = name
        self.description = description
        self.item = {"type": "string", "enum": names}
        self.min_items, self.max_items = 1, max_items


def schema_of(value):
    """The OpenAPI schema of a condition's or word's values."""
    if value.max_items == 1:
        return dict(value.item)
    return {"type": "array", "minItems": value.min_items, "maxItems": value.max_items, "items": dict(value.item)}


def parameter_of(value):
    parameter = {"name": value.name, "in": "query", "description": value.description, "schema": schema_of(value)}
    if value.max_items > 1:
        parameter.update(style="form", explode=False)
    if value.name == "fields":
        parameter["example"] = value.item["enum"]
    return parameter


class List:
    def __init__(self, contract, op):
        node = op.node["x-list"]
        self.where = f"{op.where}: x-list"
        if not isinstance(node, dict) or set(node) - KEYS or not {"of", "rows", "filter", "sort", "default_sort"} <= set(node):
            raise Fault(f"{self.where}: of, rows, filter, sort and default_sort are needed; known are {sorted(KEYS)}")
        self.id = op.id
        self.c = f"{op.c}_spec"
        self.node = node
        schema, _ = contract.deref({"$ref": f"#/components/schemas/{node['of']}"}, self.where)
        self.properties = {
            name: contract.deref(p, f"{self.where}: {name}")[0] for name, p in schema.get("properties", {}).items()
        }
        self.owners = node.get("owner", [])
        self.owners = [self.owners] if isinstance(self.owners, str) else self.owners
        self.orders = node.get("grouped", {})
        if isinstance(self.orders, list):
            self.orders = {name: node.get("ordered", []) for name in self.orders}
        self.check_names()
        self.conditions = [c for name in node["filter"] for c in self.conditions_of(name)]
        if "search" in node:
            self.conditions.append(Search())
        self.words = {
            "sort": Values("sort", "In which order, `-` for the other way round; what has no value comes last.",
                           [s + n for n in node["sort"] for s in ("", "-")], SORT_MAX),
            "fields": Values("fields", "Only these fields.", list(self.properties), len(self.properties)),
        }

        part = {k: v for k, v in schema.items() if k != "required"}
        contract.doc["components"]["schemas"][f"{node['of']}Part"] = {**part, "description": "With `fields`: these alone."}

    def check_names(self):
        node = self.node
        for key in ("filter", "sort", "ordered", "grouped", "unique", "prefiltered"):
            for name in node.get(key, []):
                unfit = ("OTHER",) if key == "filter" else UNSORTABLE
                if name not in self.properties or type_of(self.properties[name]) in unfit:
                    raise Fault(f"{self.where}: {key}: {node['of']} has no scalar {name!r}")
        for inner, outer in (("ordered", "sort"), ("grouped", "filter"), ("unique", "filter"), ("prefiltered", "filter")):
            missing = set(node.get(inner, [])) - set(node[outer])
            if missing:
                raise Fault(f"{self.where}: {inner}: {sorted(missing)} not in {outer}")
        for name, orders in self.orders.items():
            if not orders or set(orders) - set(node.get("ordered", [])):
                raise Fault(f"{self.where}: grouped: {name}: needs orders, all of them of ordered")
        for name in node.get("ordered", []):
            if self.is_nullable(name):
                raise Fault(f"{self.where}: ordered: {name!r} may be null, and nulls come last both ways")
        if node["default_sort"].lstrip("-") not in node["sort"] or "id" not in self.properties:
            raise Fault(f"{self.where}: default_sort must be one of sort, and {node['of']} must have an id")
        if bool(node.get("prefiltered")) != ("prefilter" in node):
            raise Fault(f"{self.where}: prefilter and prefiltered go together")

    def is_nullable(self, name):
        kinds = self.properties[name].get("type")
        return isinstance(kinds, list) and "null" in kinds

    def conditions_of(self, name):
        node = self.properties[name]
        operators = OPERATORS[type_of(node)] + (["ISNULL"] if self.is_nullable(name) else [])
        return [Condition(name, op, node) for op in operators]

    def filter_schema(self):
        """Of a filter in a body."""
        return {
            "type": "object",
            "description": "The same conditions as the query words have.",
            "additionalProperties": False,
            "properties": {c.name: {**schema_of(c), "description": c.description} for c in self.conditions},
        }

    # C

    def order_bits(self, name):
        """By what an index that begins with the field goes on, as the C table has it."""
        bits = sum(1 << list(self.properties).index(order) for order in self.orders.get(name, []))
        return f"UINT64_C({bits:#x})"

    def table(self):
        node = self.node
        names = list(self.properties)
        fields = ""
        for name in names:
            kind = type_of(self.properties[name])
            flags = [("is_nullable", self.is_nullable(name)), ("is_ordered", name in node.get("ordered", []))]
            flags += [(f"is_{key}", name in node.get(key, [])) for key in ("unique", "prefiltered")]
            parts = [f".name = {c_str(name)}", f".type = LIST_{'TEXT' if kind == 'ENUM' else kind}"]
            parts += [f".{flag} = true" for flag, is_set in flags if is_set]
            parts += [f".orders = {self.order_bits(name)}"] if name in self.orders else []
            fields += "    {" + ", ".join(parts) + "},\n"
        conditions = ""
        for c in self.conditions:
            field = f"&fields_of_{self.c}[{names.index(c.field)}]" if c.field else "NULL"
            conditions += f"    {{{c_str(c.name)}, {field}, LIST_{c.op}}},\n"
        members = [f".name = {c_str(self.id)}"]
        for key, member in (("rows", "rows"), ("prefilter", "prefilter"), ("search", "search"), ("default_sort", "sort")):
            if key in node:
                members.append(f".{member} = {c_str(node[key])}")
        owners = ""
        if self.owners:
            columns = ", ".join(c_str(owner) for owner in self.owners)
            owners = f"static const char *const owners_of_{self.c}[] = {{{columns}, NULL}};\n"
            members.append(f".owners = owners_of_{self.c}")
        if len(self.owners) == 1 and self.owners[0] in self.orders:
            members.append(f".owner_orders = {self.order_bits(self.owners[0])}")
        members += [f".fields = fields_of_{self.c}", f".n_fields = {len(names)}"]
        members += [f".conditions = conditions_of_{self.c}", f".n_conditions = {len(self.conditions)}"]
        return (
            f"static const struct list_field fields_of_{self.c}[] = {{\n{fields}}};\n"
            f"static const struct list_condition conditions_of_{self.c}[] = {{\n{conditions}}};\n{owners}"
            f"const struct list_spec {self.c} = {{\n    " + ",\n    ".join(members) + ",\n};\n"
        )


class Use:
    """A list as one operation has it: all of its filter, some of its words."""

    def __init__(self, of, words, contract):
        self.list = of
        self.names = words
        self.shared = [contract.deref(p, of.where)[0] for p in shared_parameters(words)]

    def parameters(self):
        """Of openapi.json."""
        words = [self.list.words[name] for name in self.names if name in self.list.words]
        return [parameter_of(v) for v in self.list.conditions + words] + self.shared


def shared_parameters(words):
    named = {
        "count": {
            "name": "count", "in": "query",
            "description": "How `total` comes about. Absent, it is exact up to 10,000; `none`: it is null.",
            "schema": {"type": "string", "enum": ["exact", "estimated", "none"]},
        },
        "page": {
            "name": "page", "in": "query", "description": "From 1. Far pages are found quicker by cursor.",
            "schema": {"type": "integer", "minimum": 1, "maximum": 1000000},
        },
        "page_size": {"$ref": "#/components/parameters/PageSize"},
        "cursor": {
            "name": "cursor", "in": "query",
            "description": "`next_cursor` of the page before, of the same list, filter and sort. Not beside `page`.",
            "schema": {"type": "string", "minLength": 1, "maxLength": CURSOR_MAX},
        },
    }
    return [named[w] for w in words if w in named]


def read_lists(contract):
    """Finds the lists of all operations: {operationId: List}. Each operation gets its `list`, a Use or None."""
    lists = {op.id: List(contract, op) for op in contract.operations if "like" not in op.node.get("x-list", {"like": ""})}
    for op in contract.operations:
        node = op.node.get("x-list")
        if node is None:
            op.list = None
            continue
        words = node.get("words", LIST_WORDS) if op.id not in lists else LIST_WORDS
        like = node.get("like", op.id)
        if like not in lists or set(words) - set(LIST_WORDS) or (op.id not in lists and set(node) - {"like", "words"}):
            raise Fault(f"{op.where}: x-list: like must name a list, words must be of {LIST_WORDS}")
        op.list = Use(lists[like], words, contract)
        if op.method != "get":
            raise Fault(f"{op.where}: x-list is for GET; a body has a property with x-filter")
    return lists


def replace_filters(node, lists, where):
    """A property with x-filter becomes a reference to the schema of the filter."""
    if isinstance(node, list):
        for n, value in enumerate(node):
            replace_filters(value, lists, f"{where}/{n}")
    elif isinstance(node, dict):
        for key, value in node.items():
            if isinstance(value, dict) and "x-filter" in value:
                if value["x-filter"] not in lists:
                    raise Fault(f"{where}/{key}: x-filter must name the operation of a list")
                node[key] = {"$ref": f"#/components/schemas/{filter_name(value['x-filter'])}"}
                if "description" in value:
                    node[key]["description"] = value["description"]
            else:
                replace_filters(value, lists, f"{where}/{key}")


def filter_name(operation_id):
    return f"{operation_id[0].upper()}{operation_id[1:]}Filter"


def lists_files(first_line, lists):
    """gen/lists.h and gen/lists.c."""
    h = (
        first_line
        + "/* The lists of the contract, as the library of lists reads them. */\n"
        + "#ifndef SAUDA_GEN_LISTS_H\n#define SAUDA_GEN_LISTS_H\n\n#include \"repo/list_spec.h\"\n\n"
        + "".join(f"extern const struct list_spec {found.c};\n" for found in lists.values())
        + "\n#endif\n"
    )
    c = first_line + '#include "gen/lists.h"\n\n' + "\n".join(found.table() for found in lists.values())
    return h, c
