#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes of the contract (docs/api/*.yaml) what the program runs on: the errors, the tables that check parameters and
bodies, the structs that receive them, the route table, and the joined openapi.json.

The deciding idea: whatever a request's schema says is either checked by the tables or refused here, so no rule of the
contract can be silently left out."""

import argparse
import glob
import json
import os
import re
import sys

import yaml

from gen_lists import filter_name, lists_files, read_lists, replace_filters
from genlib import Fault, c_name, c_str, run, snake, write_if_changed

FIRST_LINE = "// generated from docs/api by tools/gen_contract.py\n"
METHODS = ["get", "post", "put", "patch", "delete"]
PERMISSION = re.compile(r"public|signed-in|person|[a-z][a-z_]*:[a-z][a-z_]*")
OPERATION_EXTENSIONS = {
    "x-permission", "x-body-limit", "x-idempotency", "x-cost", "x-websocket", "x-root", "x-upload",
    "x-list",
}
SCHEMA_EXTENSIONS = {"x-max-bytes", "x-bare-array", "x-filter"}
BODY_LIMIT = 65536
NOTES = {"description", "title", "example", "examples", "deprecated", "$comment"}
COMMON = NOTES | {"type", "default", "readOnly", "writeOnly"}
WORDS = {
    "string": COMMON | {"minLength", "maxLength", "format", "enum"},
    "integer": COMMON | {"minimum", "maximum", "format"},
    "number": COMMON | {"minimum", "maximum", "format"},
    "boolean": COMMON,
    "array": COMMON | {"minItems", "maxItems", "items"},
    "object": COMMON | {
        "properties", "required", "additionalProperties", "minProperties", "maxProperties", "x-max-bytes",
        "x-bare-array", "x-filter",
    },
}
FORMATS = {
    "string": {
        "uuid": "FORMAT_UUID", "slug": "FORMAT_SLUG", "http-url": "FORMAT_HTTP_URL", "path": "FORMAT_PATH",
        "email": "FORMAT_EMAIL", "username": "FORMAT_USERNAME", "date": "FORMAT_DATE", "date-time": "FORMAT_DATE_TIME",
        "password": "FORMAT_NONE", "currency": "FORMAT_CURRENCY",
        "color": "FORMAT_COLOR", "phone": "FORMAT_PHONE", "bin-iin": "FORMAT_BIN_IIN",
    },
    "number": {"money": "FORMAT_MONEY"},
    "integer": {"etag": "FORMAT_ETAG", "int64": "FORMAT_NONE"},
}
BINARY = {"type": "string", "format": "binary"}
SCALARS = {
    "string": ("SCHEMA_STR", "struct opt_str"),
    "integer": ("SCHEMA_INT", "struct opt_int"),
    "number": ("SCHEMA_NUM", "struct opt_num"),
    "boolean": ("SCHEMA_BOOL", "struct opt_bool"),
}


# ---- reading -------------------------------------------------------------------------------------------------------


class Loader(yaml.SafeLoader):
    """YAML as people mean it: only true and false are booleans, dates are text, a key stands once."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, rx) for tag, rx in rules if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def unique_mapping(loader, node, deep=False):
    seen = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.MarkedYAMLError(problem=f"the key {key!r} must be quoted", problem_mark=key_node.start_mark)
        if key in seen:
            raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep)


def construct_map(loader, node):
    data = {}
    yield data
    data.update(unique_mapping(loader, node))


Loader.add_constructor("tag:yaml.org,2002:map", construct_map)


def load(path):
    try:
        with open(path, encoding="utf-8") as f:
            return yaml.load(f, Loader)
    except yaml.YAMLError as e:
        raise Fault(f"{path}: {' '.join(str(e).split())}") from e


class Contract:
    """The joined contract, with the file each path and component came from."""

    def __init__(self, folder):
        self.folder = folder
        head_path = os.path.join(folder, "openapi.yaml")
        self.doc = load(head_path)
        if not str(self.doc.get("openapi", "")).startswith("3.1"):
            raise Fault(f"{head_path}: openapi must be 3.1.x")
        self.doc.setdefault("paths", {})
        self.doc.setdefault("components", {})
        self.errors = self.load_errors(os.path.join(folder, "errors.yaml"))
        self.operations = []
        tags = {t["name"] for t in self.doc.get("tags", [])}
        for path in sorted(glob.glob(os.path.join(folder, "*.yaml"))):
            if os.path.basename(path) not in ("openapi.yaml", "errors.yaml"):
                self.join(path, tags)
        self.check_values(self.doc, "")
        self.lists = read_lists(self)
        self.check_refs(self.doc, "")
        self.check_extensions(self.doc, "")
        self.check_paths()

    def load_errors(self, path):
        errors = load(path)
        seen = set()
        for n, e in enumerate(errors, 1):
            where = f"{path}: entry {n}"
            unknown = set(e) - {"code", "status", "message", "close", "retry_after"}
            if unknown:
                raise Fault(f"{where}: unknown words {sorted(unknown)}")
            if not re.fullmatch(r"[a-z][a-z0-9_]*", e.get("code", "")) or e["code"] in seen or e["code"] == "ok":
                raise Fault(f"{where}: the code must be a new snake_case word")
            if not isinstance(e.get("status"), int) or not 400 <= e["status"] <= 599 or not e.get("message"):
                raise Fault(f"{where} ({e['code']}): a status of 400 to 599 and a message are needed")
            if e["status"] in (429, 503) and not e.get("retry_after"):
                raise Fault(f"{where} ({e['code']}): {e['status']} needs retry_after")
            seen.add(e["code"])
        return errors

    def join(self, path, tags):
        part = load(path)
        unknown = set(part) - {"paths", "components"}
        if unknown:
            raise Fault(f"{path}: unknown words {sorted(unknown)}")
        for kind, entries in part.get("components", {}).items():
            into = self.doc["components"].setdefault(kind, {})
            for name, entry in entries.items():
                if name in into:
                    raise Fault(f"{path}: components.{kind}.{name} exists already")
                into[name] = entry
        stem = os.path.splitext(os.path.basename(path))[0]
        resource = re.sub(r"[-_]+(.)", lambda m: m[1].upper(), stem)
        for url, item in part.get("paths", {}).items():
            if url in self.doc["paths"]:
                raise Fault(f"{path}: {url} exists already")
            self.doc["paths"][url] = item
            for word in item:
                if word not in METHODS + ["parameters", "summary", "description"]:
                    raise Fault(f"{path}: {url}: unknown word {word!r}")
            for method in METHODS:
                if method in item:
                    op = Operation(self, path, url, method, item[method], item.get("parameters", []))
                    op.check(resource, tags)
                    self.operations.append(op)

    def check_values(self, node, where):
        """`{description: Rows, by name}` is YAML for a description and an empty key: a comma wants quotes around it."""
        if isinstance(node, dict):
            for key, value in node.items():
                if value is None and key not in ("default", "example", "const"):
                    raise Fault(f"{self.folder}: {where}: {key!r} has no value (a comma that wants quotes?)")
                self.check_values(value, f"{where}/{key}")
        elif isinstance(node, list):
            for n, value in enumerate(node):
                self.check_values(value, f"{where}/{n}")

    def check_refs(self, node, where):
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str):
                self.resolve(ref, where)
            for key, value in node.items():
                self.check_refs(value, f"{where}/{key}")
        elif isinstance(node, list):
            for n, value in enumerate(node):
                self.check_refs(value, f"{where}/{n}")

    def check_extensions(self, node, where):
        """Operations answer for theirs; anywhere else only the schema words may stand."""
        if isinstance(node, dict):
            is_operation = re.fullmatch(r"/paths/.*/(get|post|put|patch|delete)", where)
            allowed = OPERATION_EXTENSIONS if is_operation else SCHEMA_EXTENSIONS
            for key, value in node.items():
                if key.startswith("x-") and key not in allowed and not where.endswith(("/properties", "/headers")):
                    raise Fault(f"{self.folder}: {where}: unknown extension {key!r}")
                self.check_extensions(value, f"{where}/{key}")
        elif isinstance(node, list):
            for n, value in enumerate(node):
                self.check_extensions(value, f"{where}/{n}")

    def check_paths(self):
        """The router tells paths apart by their literal parts, so two templates must not differ in names alone."""
        seen, names = {}, {}
        for op in self.operations:
            shape = (op.method, re.sub(r"\{[^}]*\}", "{}", op.route_path))
            if shape in seen:
                raise Fault(f"{op.where}: the same address as {seen[shape]}")
            seen[shape] = op.where
            if op.id in names:
                raise Fault(f"{op.where}: operationId {op.id} exists already at {names[op.id]}")
            names[op.id] = op.where

    def resolve(self, ref, where):
        if not ref.startswith("#/"):
            raise Fault(f"{self.folder}: {where}: $ref {ref!r} must begin with #/")
        node = self.doc
        for part in ref[2:].split("/"):
            part = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or part not in node:
                raise Fault(f"{self.folder}: {where}: $ref {ref!r} leads nowhere")
            node = node[part]
        return node

    def deref(self, node, where):
        """The node without $ref; words beside the $ref win. Second: the component's name, or None."""
        name = None
        for _ in range(16):
            if "$ref" not in node:
                return node, name
            ref = node["$ref"]
            name = name or ref.rsplit("/", 1)[1]
            beside = {k: v for k, v in node.items() if k != "$ref"}
            if set(beside) - NOTES - {"default"}:
                name = None  # its rules differ from the component's: not the same table
            node = {**self.resolve(ref, where), **beside}
        raise Fault(f"{self.folder}: {where}: $ref goes in a circle")


class Operation:
    def __init__(self, contract, file, url, method, node, shared_parameters):
        self.contract = contract
        self.url = url
        self.method = method
        self.node = node
        self.where = f"{file}: {method.upper()} {url}"
        self.id = node.get("operationId", "")
        self.c = snake(self.id) if self.id else ""
        self.route_path = url.rstrip("/") or "/"
        self.shared_parameters = shared_parameters
        self.parameters = []
        self.body = None       # the name of the body's schema
        self.is_body_required = False
        self.takes_merge_patch = False
        self.takes_form = False
        self.upload_types = []

    def check(self, resource, tags):
        node, where = self.node, self.where
        for word in ("operationId", "x-permission", "summary", "responses"):
            if not node.get(word):
                raise Fault(f"{where}: {word} is missing")
        if not re.fullmatch(r"[a-z][A-Za-z0-9]*", self.id):
            raise Fault(f"{where}: operationId {self.id!r} must be camelCase")
        if not re.fullmatch(re.escape(resource) + r"[A-Z0-9].*", self.id):
            raise Fault(f"{where}: operationId {self.id!r} must begin with {resource!r}, the file's name")
        if not PERMISSION.fullmatch(node["x-permission"]):
            raise Fault(f"{where}: x-permission {node['x-permission']!r} is not public, signed-in, person or <resource>:<right>")
        for tag in node.get("tags", []):
            if tag not in tags:
                raise Fault(f"{where}: the tag {tag!r} is not in openapi.yaml")
        known = OPERATION_EXTENSIONS | {
            "operationId", "tags", "summary", "description", "parameters", "requestBody", "responses", "security",
            "deprecated",
        }
        unknown = set(node) - known
        if unknown:
            raise Fault(f"{where}: unknown words {sorted(unknown)}")
        for word, allowed in (("x-idempotency", ["none"]), ("x-cost", ["slow"]), ("x-root", ["also"])):
            if word in node and node[word] not in allowed:
                raise Fault(f"{where}: {word} may be {' or '.join(allowed)}")
        for word in ("x-websocket", "x-upload"):
            if word in node and not isinstance(node[word], bool):
                raise Fault(f"{where}: {word} may be true or false")

    def read(self):
        """Parameters and body, once all files are joined."""
        seen = set()
        for p in self.node.get("parameters", []) + self.shared_parameters:  # the operation's own win
            p, _ = self.contract.deref(p, self.where)
            unknown = set(p) - {"name", "in", "description", "required", "schema", "example", "deprecated"}
            if unknown:
                raise Fault(f"{self.where}: parameter {p.get('name')}: unknown words {sorted(unknown)}")
            if p.get("in") not in ("path", "query", "header") or "schema" not in p:
                raise Fault(f"{self.where}: parameter {p.get('name')}: `in` path, query or header and a schema are needed")
            if p["name"] in seen:
                continue
            seen.add(p["name"])
            self.parameters.append(p)
        self.parameters.sort(key=lambda p: ("path", "query", "header").index(p["in"]))
        in_path = set(re.findall(r"\{([^}]*)\}", self.url))
        declared = {p["name"] for p in self.parameters if p["in"] == "path"}
        if in_path != declared:
            raise Fault(f"{self.where}: path parameters {sorted(declared)} do not match the path's {sorted(in_path)}")
        for p in self.parameters:
            if p["in"] == "path" and p.get("required") is not True:
                raise Fault(f"{self.where}: path parameter {p['name']} must be required: true")
        self.read_body()
        limit = self.node.get("x-body-limit", BODY_LIMIT)
        if not isinstance(limit, int) or limit < 1:
            raise Fault(f"{self.where}: x-body-limit must be a number of bytes")
        has_body = self.body is not None or self.upload_types
        if not has_body and "x-body-limit" in self.node:
            raise Fault(f"{self.where}: x-body-limit without a requestBody")
        self.body_limit = limit if has_body else 0
        if self.node.get("x-idempotency") == "none":
            self.is_idempotent = False
            if any(p["name"].lower() == "idempotency-key" for p in self.parameters):
                raise Fault(f"{self.where}: x-idempotency none beside the parameter Idempotency-Key")
        else:
            self.is_idempotent = self.method == "post"

    def read_body(self):
        is_upload = self.node.get("x-upload", False)
        if "requestBody" not in self.node:
            if is_upload:
                raise Fault(f"{self.where}: x-upload without a requestBody")
            return
        body, _ = self.contract.deref(self.node["requestBody"], self.where)
        content = dict(body.get("content", {}))
        unknown = set(body) - {"description", "content", "required"}
        if unknown:
            raise Fault(f"{self.where}: requestBody: unknown words {sorted(unknown)}")
        self.is_body_required = bool(body.get("required"))
        if is_upload:
            self.read_upload(content)
            return
        schemas = []
        for kind, media in content.items():
            if kind not in ("application/json", "application/merge-patch+json", "application/x-www-form-urlencoded"):
                raise Fault(f"{self.where}: the body type {kind} is not supported")
            schemas.append(media.get("schema", {}))
        if "application/json" not in content or any(s != schemas[0] for s in schemas):
            raise Fault(f"{self.where}: the body needs application/json, and one schema for all its types")
        self.takes_merge_patch = "application/merge-patch+json" in content
        self.takes_form = "application/x-www-form-urlencoded" in content
        ref = schemas[0].get("$ref", "")
        if not ref.startswith("#/components/schemas/") or len(schemas[0]) != 1:
            raise Fault(f"{self.where}: the body's schema must be a $ref to components/schemas")
        self.body = ref.rsplit("/", 1)[1]

    def read_upload(self, content):
        """A file as the raw body: its media types, all of which the handler takes; there is no schema to check."""
        for word in ("x-body-limit", "x-idempotency"):
            if word not in self.node:
                raise Fault(f"{self.where}: x-upload needs {word}")
        if self.method not in ("post", "put") or not self.is_body_required:
            raise Fault(f"{self.where}: x-upload is for POST and PUT, with `required: true`")
        for kind, media in content.items():
            if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", kind) or kind.startswith("multipart/"):
                raise Fault(f"{self.where}: x-upload takes no {kind}")
            if media.get("schema", BINARY) != BINARY:
                raise Fault(f"{self.where}: the schema of an upload is {BINARY}: its bytes are not looked into")
        if not content:
            raise Fault(f"{self.where}: x-upload needs a media type")
        self.upload_types = list(content)


# ---- C -------------------------------------------------------------------------------------------------------------


class Field:
    """One struct schema_field; also the member of the struct where the value is stored."""

    def __init__(self, name):
        self.name = name
        self.kind = self.member = self.path = None
        self.item = None
        self.format = "FORMAT_NONE"
        self.flags = []
        self.place = "IN_BODY"
        self.min, self.max = "INT64_MIN", "INT64_MAX"
        self.min_items, self.max_items = "0", "SIZE_MAX"
        self.max_bytes = 0
        self.max_fields = 0
        self.values = None
        self.fallback = None
        self.object = None

    def c(self, offset, values_name):
        parts = [f".name = {c_str(self.name)}", f".offset = {offset}", f".kind = {self.kind}"]
        if self.item:
            parts.append(f".item = {self.item}")
        if self.format != "FORMAT_NONE":
            parts.append(f".format = {self.format}")
        if self.flags:
            parts.append(f".flags = {' | '.join(self.flags)}")
        if self.place != "IN_BODY":
            parts.append(f".in = {self.place}")
        parts += [f".min = {self.min}", f".max = {self.max}"]
        parts += [f".min_items = {self.min_items}", f".max_items = {self.max_items}"]
        if self.max_bytes:
            parts.append(f".max_bytes = {self.max_bytes}")
        if self.values is not None:
            parts.append(f".values = {values_name}")
        if self.fallback is not None:
            parts.append(f".fallback = {c_str(self.fallback)}")
        if self.object:
            parts.append(f".object = &{self.object}")
        return "{" + ", ".join(parts) + "}"


class Writer:
    """Collects structs and tables, each once, in the order in which C needs them."""

    def __init__(self, contract):
        self.contract = contract
        self.structs = {}  # C name -> text
        self.limits = []   # (struct's C name, field) of bodies
        self.tables = []
        self.made = {}     # (schema's name, is stored) -> table's C name
        self.value_lists = {}
        self.cleared = {}  # struct of a merge patch that can set fields to null -> its table

    # one property

    def field(self, name, node, owner, where, is_required, is_stored):
        node, ref = self.contract.deref(node, where)
        f = Field(name)
        kinds = node.get("type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if "null" in kinds:
            f.flags.append("SCHEMA_NULLABLE")
            kinds = [k for k in kinds if k != "null"]
        if len(kinds) != 1 or kinds[0] not in WORDS:
            raise Fault(f"{where}: the type {node.get('type')!r} is not supported in requests")
        kind = kinds[0]
        if is_required:
            f.flags.insert(0, "SCHEMA_REQUIRED")
        if node.get("readOnly"):
            if is_required:
                raise Fault(f"{where}: readOnly and required exclude each other")
            f.kind, f.member = "SCHEMA_ANY", "struct opt_json"
            f.flags = ["SCHEMA_NULLABLE", "SCHEMA_READ_ONLY"]
            return f
        if node.get("writeOnly"):
            f.flags.append("SCHEMA_WRITE_ONLY")
        self.check_words(node, kind, where)
        if kind in SCALARS:
            f.kind, f.member = SCALARS[kind]
            self.scalar_rules(f, node, kind, where)
        elif kind == "array":
            self.array_rules(f, node, owner, where, is_stored)
        elif "x-filter" in node:
            f.kind, f.member = "SCHEMA_FILTER", "struct opt_filter"
            f.object = self.filter(node["x-filter"], where)
        else:
            f.kind, f.member = "SCHEMA_OBJECT", "struct opt_json"
            f.max_bytes = node.get("x-max-bytes", 0)
            f.max_fields = node.get("maxProperties", 0)
            if self.has_rules(node):
                f.object = self.schema(ref or f"{owner}.{name}", node, where, is_stored=False)
        if "default" in node:
            f.fallback = self.fallback(node["default"], kind, f, where)
        return f

    @staticmethod
    def has_rules(node):
        return bool({"properties", "minProperties", "maxProperties", "required"} & set(node)) or not isinstance(
            node.get("additionalProperties", True), bool
        )

    @staticmethod
    def check_words(node, kind, where):
        unknown = set(node) - WORDS[kind]
        if unknown:
            raise Fault(f"{where}: {sorted(unknown)} not supported for {kind} in requests")

    def scalar_rules(self, f, node, kind, where):
        if "format" in node:
            if node["format"] not in FORMATS.get(kind, {}):
                raise Fault(f"{where}: the format {node['format']!r} is not supported for {kind}")
            f.format = FORMATS[kind][node["format"]]
        low, high = ("minLength", "maxLength") if kind == "string" else ("minimum", "maximum")
        for word in (low, high):
            if word in node:
                value = node[word]
                if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) < value < 2**63:
                    raise Fault(f"{where}: {word} must be a whole number of 64 bits")
        f.min = f"INT64_C({node[low]})" if low in node else f.min
        f.max = f"INT64_C({node[high]})" if high in node else f.max
        if low in node and high in node and node[low] > node[high]:
            raise Fault(f"{where}: {low} is above {high}")
        if "enum" in node:
            values = [v for v in node["enum"] if v is not None]
            if not values or not all(isinstance(v, str) for v in values):
                raise Fault(f"{where}: an enum in a request must be of strings")
            if len(set(values)) != len(values):
                raise Fault(f"{where}: the enum has a value twice")
            f.values = tuple(values)

    def array_rules(self, f, node, owner, where, is_stored):
        if "items" not in node:
            raise Fault(f"{where}: an array needs items")
        for word in ("minItems", "maxItems"):
            if word in node and (not isinstance(node[word], int) or node[word] < 0):
                raise Fault(f"{where}: {word} must be a whole number")
        f.min_items = str(node.get("minItems", 0))
        f.max_items = str(node["maxItems"]) if "maxItems" in node else "SIZE_MAX"
        items, ref = self.contract.deref(node["items"], f"{where}[]")
        kind = items.get("type")
        if kind in ("string", "integer"):
            self.check_words(items, kind, f"{where}[]")
            f.kind, f.member = {"string": "SCHEMA_STRS", "integer": "SCHEMA_INTS"}[kind], "struct opt_strs"
            self.scalar_rules(f, items, kind, f"{where}[]")
        elif kind == "object":
            if is_stored and not ref:
                raise Fault(f"{where}[]: the items' schema must be a $ref to components/schemas")
            f.kind = "SCHEMA_OBJECTS"
            f.object = self.schema(ref or f"{owner}.{f.name}.item", items, f"{where}[]", is_stored)
            f.member = f"struct {{ enum opt_state state; size_t n; struct {snake(ref)} *v; }}" if is_stored else ""
        else:
            raise Fault(f"{where}[]: an array of {kind!r} is not supported in requests")

    @staticmethod
    def fallback(value, kind, f, where):
        fits = {
            "string": lambda v: isinstance(v, str),
            "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
            "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
            "boolean": lambda v: isinstance(v, bool),
            "array": lambda v: isinstance(v, list),
            "object": lambda v: isinstance(v, dict),
        }
        if not fits[kind](value):
            raise Fault(f"{where}: the default {value!r} is no {kind}")
        if f.values is not None and value not in f.values:
            raise Fault(f"{where}: the default {value!r} is not in the enum")
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    # one object

    def schema(self, name, node, where, is_stored):
        """The C name of the table of an object's schema; made at its first use."""
        key = (name, is_stored)
        if key in self.made:
            if self.made[key] is None:
                raise Fault(f"{where}: {name} contains itself")
            return self.made[key]
        self.made[key] = None
        if node.get("type") not in ("object", ["object"], ["object", "null"]):  # whether null, its field says
            raise Fault(f"{where}: {name} must be an object")
        self.check_words(node, "object", where)
        struct = snake(name)
        table = ("schema_" if is_stored else "check_") + struct
        properties = node.get("properties", {})
        required = node.get("required", [])
        for r in required:
            if r not in properties:
                raise Fault(f"{where}: {name} requires {r!r}, which it does not have")
        fields = [
            self.field(p, properties[p], name, f"{where}.{p}", p in required, is_stored) for p in properties
        ]
        self.made[key] = table
        if is_stored:
            if not fields:
                raise Fault(f"{where}: {name} has no properties")
            self.struct(struct, fields, name)
            self.limits += [(struct, f) for f in fields]
        self.table(table, name, struct if is_stored else None, fields, node, where)
        return table

    def struct(self, struct, fields, note, extra=()):
        if struct in self.structs:
            raise Fault(f"two structs of the contract would be called {struct}")
        members, seen = [], set()
        for f in fields:
            member = c_name(snake(f.name))
            if member in seen:
                raise Fault(f"struct {struct}: two members would be called {member}")
            seen.add(member)
            members.append(f"    {f.member} {member};")
        members += [f"    {e};" for e in extra]
        self.structs[struct] = f"/* {note} */\nstruct {struct} {{\n" + "\n".join(members) + "\n};\n"

    def table(self, table, name, struct, fields, node, where):
        rows = []
        for f in fields:
            offset = f"offsetof(struct {struct}, {f.path or c_name(snake(f.name))})" if struct else "SIZE_MAX"
            rows.append("    " + f.c(offset, self.values(f)) + ",")
        out = ""
        if rows:
            out += f"static const struct schema_field fields_of_{table}[] = {{\n" + "\n".join(rows) + "\n};\n"
        parts = [f".name = {c_str(name)}", f".size = {f'sizeof(struct {struct})' if struct else '0'}"]
        parts.append(f".fields = {f'fields_of_{table}' if rows else 'NULL'}")
        parts.append(f".n_fields = {len(rows)}")
        for word, member in (("minProperties", "min_fields"), ("maxProperties", "max_fields")):
            if word in node:
                if not isinstance(node[word], int) or node[word] < 1:
                    raise Fault(f"{where}: {word} must be a whole number above 0")
                parts.append(f".{member} = {node[word]}")
        more = node.get("additionalProperties", False)
        if isinstance(more, dict):
            f = self.field("*", more, name, f"{where}.*", False, is_stored=False)
            out += f"static const struct schema_field unknown_of_{table} = {f.c('SIZE_MAX', self.values(f))};\n"
            parts += [".open = true", f".unknown = &unknown_of_{table}"]
        elif more:
            parts.append(".open = true")
        if "x-bare-array" in node:
            bare = [f for f in fields if f.name == node["x-bare-array"]]
            if not bare or bare[0].kind not in ("SCHEMA_STRS", "SCHEMA_OBJECTS"):
                raise Fault(f"{where}: x-bare-array must name an array of the schema")
            parts.append(f".bare_array = {c_str(bare[0].name)}")
        out += f"static const struct schema {table} = {{" + ", ".join(parts) + "};\n"
        self.tables.append(out)

    def values(self, f):
        if f.values is None:
            return None
        if f.values not in self.value_lists:
            name = f"values_{len(self.value_lists)}"
            self.value_lists[f.values] = name
            words = ", ".join(c_str(v) for v in f.values)
            self.tables.append(f"static const char *const {name}[] = {{{words}, NULL}};\n")
        return self.value_lists[f.values]

    # lists

    def values_field(self, value, path, where):
        """Of what gen_lists.py calls a condition or a word: one value, or several."""
        f = Field(value.name)
        self.check_words(value.item, value.item["type"], where)
        self.scalar_rules(f, value.item, value.item["type"], where)
        f.kind, f.item, f.path = "SCHEMA_VALUES", SCALARS[value.item["type"]][0], path
        f.min_items, f.max_items = str(value.min_items), str(value.max_items)
        return f

    def filter(self, operation_id, where):
        """The table of a filter in a body: it fills an array, one place a condition."""
        if operation_id not in self.contract.lists:
            raise Fault(f"{where}: x-filter must name the operation of a list")
        found = self.contract.lists[operation_id]
        table = f"filter_of_{found.c}"
        if table not in self.made:
            self.made[table] = table
            rows = ""
            for n, condition in enumerate(found.conditions):
                f = self.values_field(condition, None, found.where)
                rows += "    " + f.c(f"{n} * sizeof(struct opt_strs)", self.values(f)) + ",\n"
            self.tables.append(
                f"static const struct schema_field fields_of_{table}[] = {{\n{rows}}};\n"
                f"static const struct schema {table} = {{.name = {c_str(filter_name(operation_id))}, "
                f".size = {len(found.conditions)} * sizeof(struct opt_strs), .fields = fields_of_{table}, "
                f".n_fields = {len(found.conditions)}}};\n"
            )
        return table

    def list_fields(self, op):
        """The query words of a list: into `filter`, one place a condition, and `list`."""
        use = op.list
        fields = [self.values_field(c, f"filter[{n}]", op.where) for n, c in enumerate(use.list.conditions)]
        fields += [
            self.values_field(use.list.words[name], f"list.{name}", op.where)
            for name in use.names
            if name in use.list.words
        ]
        for p in use.shared:
            f = self.field(p["name"], p["schema"], op.id, op.where, False, is_stored=True)
            f.path = f"list.{p['name']}"
            fields.append(f)
        for f in fields:
            f.place = "IN_QUERY"
        return fields

    # one operation

    @staticmethod
    def is_nullable(f):
        return "SCHEMA_NULLABLE" in f.flags and "SCHEMA_READ_ONLY" not in f.flags

    def parameter(self, op, p):
        where = f"{op.where}: parameter {p['name']}"
        f = self.field(p["name"], p["schema"], op.id, where, bool(p.get("required")), is_stored=True)
        if f.kind not in [k for k, _ in SCALARS.values()] or "SCHEMA_NULLABLE" in f.flags:
            raise Fault(f"{where}: a parameter is a string, an integer, a number or a boolean")
        f.place = {"path": "IN_PATH", "query": "IN_QUERY", "header": "IN_HEADER"}[p["in"]]
        if c_name(snake(f.name)) in ("body", "unused", "upload"):
            raise Fault(f"{where}: this name is taken")
        return f

    def operation(self, op):
        fields = [self.parameter(op, p) for p in op.parameters]
        body_table = None
        extra = []
        if op.body is not None:
            node = self.contract.doc["components"]["schemas"][op.body]
            body_table = self.schema(op.body, node, f"{op.where}: {op.body}", is_stored=True)
            extra.append(f"struct {snake(op.body)} body")
            if op.takes_merge_patch and any(self.is_nullable(f) for s, f in self.limits if s == snake(op.body)):
                self.cleared[snake(op.body)] = body_table
        if op.upload_types:
            types = ", ".join(c_str(t) for t in op.upload_types)
            self.tables.append(f"static const char *const uploads_of_{op.c}[] = {{{types}, NULL}};\n")
            extra.append("const struct upload *upload")
        of_list = []
        if op.list:
            of_list = self.list_fields(op)
            extra += ["struct list_in list", f"struct opt_strs filter[{len(op.list.list.conditions)}]"]
        struct = f"{op.c}_in"
        note = f"{op.method.upper()} {op.url}" + (f"; the filter is that of {op.list.list.c}" if op.list else "")
        self.struct(struct, fields, note, extra or ([] if fields else ["char unused"]))
        self.table(f"params_of_{op.c}", op.id, struct, fields + of_list, {}, op.where)
        return body_table

    @staticmethod
    def route(op, body_table):
        flags = {
            "is_body_required": op.is_body_required,
            "takes_merge_patch": op.takes_merge_patch,
            "takes_form": op.takes_form,
            "is_idempotent": op.is_idempotent,
            "is_slow": op.node.get("x-cost") == "slow",
            "is_websocket": op.node.get("x-websocket") is True,
            "is_at_root": op.node.get("x-root") == "also",
        }
        parts = [
            f".operation = {c_str(op.id)}",
            f".method = METHOD_{op.method.upper()}",
            f".path = {c_str(op.route_path)}",
            f".permission = {c_str(op.node['x-permission'])}",
            f".body = {'BODY_UPLOAD' if op.upload_types else 'BODY_JSON' if op.body is not None else 'BODY_NONE'}",
        ]
        parts += [f".{k} = true" for k, v in flags.items() if v]
        parts += [f".body_limit = {op.body_limit}", f".params = &params_of_{op.c}"]
        if body_table:
            parts += [f".schema = &{body_table}", f".body_offset = offsetof(struct {op.c}_in, body)"]
        if op.upload_types:
            parts += [f".upload_types = uploads_of_{op.c}", f".body_offset = offsetof(struct {op.c}_in, upload)"]
        parts += [f".in_size = sizeof(struct {op.c}_in)", f".call = call_{op.c}"]
        return "    {" + ",\n     ".join(parts) + "},\n"


def err_files(errors):
    rows = [(f"ERR_{e['code'].upper()}", e) for e in errors]
    h = (
        FIRST_LINE
        + "#ifndef SAUDA_GEN_ERR_H\n#define SAUDA_GEN_ERR_H\n\n#include <stdbool.h>\n\n"
        + "enum err {\n    ERR_OK = 0,\n"
        + "".join(f"    {c}, /* {e['status']} {e['message'].replace('*/', '* /')} */\n" for c, e in rows)
        + "    ERR_COUNT\n};\n\n"
        + "struct err_info {\n    const char *code;    /* the stable word clients see */\n"
        + "    int status;          /* of HTTP */\n    const char *message; /* the default one */\n"
        + "    bool close;          /* the connection ends with the answer */\n"
        + "    unsigned retry_after_s; /* 0: no Retry-After */\n};\n\n"
        + "extern const struct err_info err_infos[ERR_COUNT];\n\n#endif\n"
    )
    c = (
        FIRST_LINE
        + '#include "gen/err.h"\n\n#include <stddef.h>\n\n'
        + "const struct err_info err_infos[ERR_COUNT] = {\n"
        + '    [ERR_OK] = {"ok", 200, "", false, 0},\n'
        + "".join(
            f"    [{c}] = {{{c_str(e['code'])}, {e['status']}, {c_str(e['message'])}, "
            f"{'true' if e.get('close') else 'false'}, {e.get('retry_after', 0)}}},\n"
            for c, e in rows
        )
        + "};\n"
    )
    return h, c


def api_files(contract):
    writer = Writer(contract)
    ops = sorted(contract.operations, key=lambda o: (o.route_path, METHODS.index(o.method)))
    bodies = {op.id: writer.operation(op) for op in ops}
    h = (
        FIRST_LINE
        + "/* The inputs of all operations, and their handlers' prototypes. Each handler is written by hand in\n"
        + " * src/handlers/; one that is missing does not link. */\n"
        + "#ifndef SAUDA_GEN_API_H\n#define SAUDA_GEN_API_H\n\n"
        + '#include "base/value.h"\n#include "gen/err.h"\n'
        + ('#include "repo/list.h"\n' if contract.lists else "")
        + "\n#include <stddef.h>\n\nstruct arena;\nstruct ctx;\nstruct reply;\nstruct upload;\n\n"
        + "\n".join(writer.structs.values())
        + "\n"
        + "".join(
            f"/* The names of the fields that the patch sets to null, as an array literal. */\n"
            f"const char *{struct}_cleared(struct arena *arena, const struct {struct} *patch);\n"
            for struct in writer.cleared
        )
        + "\n"
        + "".join(
            f"/* {op.method.upper()} {op.url} - {op.node['summary'].replace('*/', '* /')} */\n"
            f"__attribute__((warn_unused_result)) enum err {op.c}(struct ctx *cx, const struct {op.c}_in *in,\n"
            f"    struct reply *ret_reply);\n"
            for op in ops
        )
        + "\n#endif\n"
    )
    c = (
        FIRST_LINE
        + '#include "gen/api.h"\n\n#include "http/route.h"\n#include "http/schema.h"\n\n'
        + "#include <stddef.h>\n#include <stdint.h>\n\n"
        + "\n".join(writer.tables)
        + "\n"
        + "\n".join(
            f"const char *{struct}_cleared(struct arena *arena, const struct {struct} *patch)\n"
            f"{{\n    return schema_cleared(arena, &{table}, patch);\n}}\n"
            for struct, table in writer.cleared.items()
        )
        + "\n"
        + "\n".join(
            f"static enum err call_{op.c}(struct ctx *cx, const void *in, struct reply *ret_reply)\n"
            f"{{\n    return {op.c}(cx, in, ret_reply);\n}}\n"
            for op in ops
        )
        + "\nconst struct route routes[] = {\n"
        + ("".join(writer.route(op, bodies[op.id]) for op in ops) or "    {0},\n")
        + f"}};\n\nconst size_t n_routes = {len(ops)};\n"
    )
    return h, c, limits_file(writer)


def limits_file(writer):
    out = (
        FIRST_LINE
        + "/* The bounds of the fields of bodies, for those below the handlers who take the same values from elsewhere: of a\n"
        + " * number its least and its greatest value, of a text its length in code points, of an object how many members. */\n"
        + "#ifndef SAUDA_GEN_LIMITS_H\n#define SAUDA_GEN_LIMITS_H\n\n#include <stdint.h>\n\n"
    )
    for struct, f in writer.limits:
        name = f"{struct}_{snake(f.name)}".upper()
        bounds = {"MIN": f.min, "MAX": f.max, "MAX_BYTES": f.max_bytes, "MAX_FIELDS": f.max_fields}
        for word, bound in bounds.items():
            if bound not in (0, "INT64_MIN", "INT64_MAX"):
                out += f"#define {name}_{word} {bound}\n"
    return out + "\n#endif\n"


def security(node):
    """What x-permission says in OpenAPI's own words, for tools that know no others. What the operation says itself wins."""
    if "security" in node:
        return node["security"]
    if node["x-permission"] == "public":
        return []
    names = ["bearer"] if node["x-permission"] == "person" else ["bearer", "apiKey"]
    if node.get("x-websocket"):
        names.append("queryToken")
    return [{name: []} for name in names]


def openapi_json(contract):
    doc = json.loads(json.dumps(contract.doc))
    for item in doc["paths"].values():
        if any(item.get(m, {}).get("x-root") == "also" for m in METHODS):
            item["servers"] = doc["servers"] + [{"url": "/"}]
    replace_filters(doc, contract.lists, "")
    for found in contract.lists.values():
        doc["components"]["schemas"][filter_name(found.id)] = found.filter_schema()
    schemes = doc["components"].get("securitySchemes", {})
    for op in contract.operations:
        node = doc["paths"][op.url][op.method]
        if node.pop("x-list", None):
            node.setdefault("parameters", []).extend(op.list.parameters())
        needed = node["security"] = security(op.node)
        for name in (name for choice in needed for name in choice):
            if name not in schemes:
                raise Fault(f"{op.where}: components.securitySchemes lacks {name!r}")
    doc["x-errors"] = [
        {k: e[k] for k in ("code", "status", "message", "retry_after") if k in e} for e in contract.errors
    ]
    return json.dumps(doc, ensure_ascii=False, separators=(",", ":")) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--api", required=True, help="the folder of the contract")
    parser.add_argument("--out-c", help="where the C files go; absent: only check")
    parser.add_argument("--openapi", help="where the joined openapi.json goes")
    args = parser.parse_args()
    contract = Contract(args.api)
    for op in contract.operations:
        op.read()
    files = dict(zip(("err.h", "err.c"), err_files(contract.errors)))
    files.update(zip(("api.h", "api.c", "limits.h"), api_files(contract)))
    files.update(zip(("lists.h", "lists.c"), lists_files(FIRST_LINE, contract.lists)))
    if args.out_c:
        for name, text in files.items():
            write_if_changed(os.path.join(args.out_c, name), text)
    if args.openapi:
        write_if_changed(args.openapi, openapi_json(contract))
    if not args.out_c and not args.openapi:
        print(f"{len(contract.operations)} operations, {len(contract.errors)} errors", file=sys.stderr)


if __name__ == "__main__":
    run(main)
