#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Embeds sql/: a typed C call for each statement of sql/queries/, and the migrations and seeds as text.

The deciding idea: a statement is checked where it is written, not where it runs. One that touches a tenant's table and
does not bind org_id fails the build, unless its head says why: `-- scope: system -- <reason>`.

A statement's head may also say `-- mode: write` (it locks, or calls a function that writes) or `-- mode: read`
(it must never become a write)."""

import argparse
import glob
import hashlib
import os
import re

from genlib import Fault, c_lines, c_name, c_str, read_text, run, write_if_changed

FIRST_LINE = "// generated from sql/ by tools/gen_sql.py\n"
MAX_PARAMS = 40  # DB_MAX_PARAMS
INTS = {"bigint", "integer", "int", "smallint", "int2", "int4", "int8"}
BOOLS = {"boolean", "bool"}

TOKEN = re.compile(
    r"""
      (?P<comment>--[^\n]*|/\*)
    | (?P<estring>\b[eE]'(?:[^'\\]|\\.|'')*')
    | (?P<string>'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<dollar>\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$)
    | (?P<cast>::)
    | (?P<param>:[A-Za-z_][A-Za-z_0-9]*)
    | (?P<word>[A-Za-z_\x80-\U0010ffff][A-Za-z_0-9$\x80-\U0010ffff]*)
    | (?P<space>\s+)
    | (?P<number>[0-9][0-9A-Za-z_.]*)
    | (?P<other>.)
    """,
    re.X | re.S,
)
PARAM_TYPE = re.compile(r"::([a-z_][a-z0-9_]*(?:\[\])?)")


def tokens(text, where):
    """(kind, text) of the whole text; comments come as one space, dollar quotes as strings."""
    at = 0
    while at < len(text):
        m = TOKEN.match(text, at)
        kind, piece = m.lastgroup, m[0]
        if kind == "comment" and piece == "/*":
            end, depth = m.end(), 1
            while depth:
                n = re.compile(r"/\*|\*/").search(text, end)
                if not n:
                    raise Fault(f"{where}: a comment does not end")
                depth += 1 if n[0] == "/*" else -1
                end = n.end()
            yield "space", " "
            at = end
            continue
        if kind == "dollar":
            end = text.find(piece, m.end())
            if end < 0:
                raise Fault(f"{where}: {piece} does not end")
            yield "string", text[at : end + len(piece)]
            at = end + len(piece)
            continue
        if kind == "other" and piece in "'\"":
            raise Fault(f"{where}: a quote does not end")
        if kind == "comment":
            yield "space", " "
        elif kind == "estring":
            yield "string", piece
        elif kind == "param" and not PARAM_TYPE.match(text, m.end()):
            raise Fault(f"{where}: the parameter {piece} needs its type, as in {piece}::bigint")
        elif kind == "param":
            t = PARAM_TYPE.match(text, m.end())
            yield "param", piece[1:] + t[0]
            at = t.end()
            continue
        else:
            yield kind, piece
        at = m.end()


class Statement:
    def __init__(self, path, root, tenant_tables):
        self.path = path
        parts = os.path.splitext(os.path.relpath(path, root))[0].split(os.sep)
        if len(parts) != 2 or not all(re.fullmatch(r"[a-z][a-z0-9_]*", p) for p in parts):
            raise Fault(f"{path}: must be <resource>/<name>.sql, in small letters")
        self.name = "/".join(parts)
        self.c = "sql_" + "_".join(parts)
        text = read_text(path)
        self.head = self.read_head(text)
        self.params = {}  # name -> type, in the order of $n
        self.words = []   # ((the token two before, the token before), the bare or quoted name)
        self.sql = self.embed(text)
        self.is_write = self.judge_mode()
        self.tenant_tables = sorted(self.named(tenant_tables))
        self.judge_scope()

    def read_head(self, text):
        head = {}
        for line in text.splitlines():
            if not line.startswith("--"):
                break
            m = re.fullmatch(r"--\s*(mode|scope):\s*(\S+)(?:\s+--\s*(.*\S))?\s*", line)
            if m:
                if m[1] in head:
                    raise Fault(f"{self.path}: {m[1]} stands twice")
                head[m[1]] = (m[2], m[3])
            elif re.match(r"--\s*(mode|scope)\b\s*:", line):
                raise Fault(f"{self.path}: cannot read {line!r}")
        if head.get("mode", ("read",))[0] not in ("read", "write"):
            raise Fault(f"{self.path}: mode may be read or write")
        if "scope" in head:
            if head["scope"][0] != "system":
                raise Fault(f"{self.path}: scope may be system")
            if not head["scope"][1]:
                raise Fault(f"{self.path}: the exemption needs a reason: -- scope: system -- <reason>")
        return head

    def embed(self, text):
        out, gap, before, ended = [], "", ("", ""), False
        for kind, piece in tokens(text, self.path):
            if kind == "space":
                gap += piece
                continue
            if ended:
                raise Fault(f"{self.path}: one statement a file")
            if gap and out:
                out.append("\n" + gap.rsplit("\n", 1)[1] if "\n" in gap else " ")
            gap = ""
            if kind == "param":
                out.append(self.bind(piece))
            elif kind == "other" and piece == ";":
                ended = True
            elif kind == "other" and piece == "$":
                raise Fault(f"{self.path}: write parameters as :name::type, not as $n")
            else:
                out.append(piece)
            if kind == "word":
                self.words.append((before, piece.lower()))
            elif kind == "quoted":
                self.words.append((before, piece[1:-1]))
            before = (before[1], piece.lower())
        if len(self.params) > MAX_PARAMS:
            raise Fault(f"{self.path}: more than {MAX_PARAMS} parameters")
        if not self.words:
            raise Fault(f"{self.path}: there is no statement")
        return "".join(out).rstrip()

    def bind(self, piece):
        name, kind = piece.split("::")
        if self.params.setdefault(name, kind) != kind:
            raise Fault(f"{self.path}: :{name} is {self.params[name]} here and {kind} there")
        return f"${list(self.params).index(name) + 1}::{kind}"

    def named(self, tables):
        """The tables of the set that the statement names; `x.events` is a column, `public.events` is not."""
        return {w for before, w in self.words if w in tables and (before[1] != "." or before[0] == "public")}

    def judge_mode(self):
        words = [w for _, w in self.words]
        pairs = set(zip(words, words[1:]))
        is_write = words[0] in ("insert", "update", "delete", "merge")
        if words[0] == "with":
            is_write = bool(pairs & {("insert", "into"), ("delete", "from"), ("merge", "into")}) or "update" in words
        locks = bool(pairs & {("for", "update"), ("for", "share"), ("key", "update"), ("key", "share")})
        wanted = self.head.get("mode", (None,))[0]
        if wanted == "read" and (is_write or locks):
            raise Fault(f"{self.path}: it says mode: read, but it writes or locks")
        return is_write or locks or wanted == "write"

    def judge_scope(self):
        if "scope" in self.head or not self.tenant_tables:
            return
        if self.params.get("org_id") != "uuid":
            raise Fault(
                f"{self.path}: it names {', '.join(self.tenant_tables)} and must bind :org_id::uuid "
                "(or say `-- scope: system -- <reason>`)"
            )

    # C

    def member_kind(self, kind):
        if kind in INTS:
            return "struct opt_int "
        if kind in BOOLS:
            return "struct opt_bool "
        return "const char *"

    def value(self, name, kind, arena):
        member = f"in->{c_name(name)}"
        if kind in INTS:
            return f"db_int_text({arena}, {member})"
        if kind in BOOLS:
            return f"db_bool_text({member})"
        return member

    def header(self):
        out = f"/* {self.name}: {'writes' if self.is_write else 'reads'} */\n"
        out += f"extern const struct db_statement {self.c}_statement;\n"
        arg = ""
        if self.params:
            members = "".join(f"    {self.member_kind(t)}{c_name(n)}; /* {t} */\n" for n, t in self.params.items())
            out += f"struct {self.c} {{\n{members}}};\n"
            arg = f"const struct {self.c} *in, "
        out += f"enum err {self.c}(struct ctx *cx, {arg}struct db_rows *ret_rows)\n"
        out += "    __attribute__((warn_unused_result));\n"
        out += f"void {self.c}_add(struct ctx *cx, struct db_batch *batch{', ' + arg[:-2] if arg else ''});\n"
        return out

    def source(self, number):
        st = f"{self.c}_statement"
        out = f"const struct db_statement {st} = {{\n    .name = {c_str(self.name)},\n"
        out += f"    .sql =\n{c_lines(self.sql, '        ')},\n    .n_params = {len(self.params)},\n"
        out += f"    .is_write = {'true' if self.is_write else 'false'},\n    .id = {number},\n}};\n\n"
        if not self.params:
            out += f"enum err {self.c}(struct ctx *cx, struct db_rows *ret_rows)\n"
            out += f"{{\n    return db_run(cx, &{st}, NULL, ret_rows);\n}}\n\n"
            out += f"void {self.c}_add(struct ctx *cx, struct db_batch *batch)\n"
            out += f"{{\n    (void)cx;\n    db_batch_add(batch, &{st}, NULL);\n}}\n"
            return out
        values = "".join(f"        {self.value(n, t, 'cx->arena')},\n" for n, t in self.params.items())
        out += f"enum err {self.c}(struct ctx *cx, const struct {self.c} *in, struct db_rows *ret_rows)\n{{\n"
        out += f"    const char *const values[] = {{\n{values}    }};\n\n"
        out += f"    return db_run(cx, &{st}, values, ret_rows);\n}}\n\n"
        out += f"void {self.c}_add(struct ctx *cx, struct db_batch *batch, const struct {self.c} *in)\n{{\n"
        out += f"    const char **values = arena_zalloc(cx->arena, {len(self.params)}, sizeof *values);\n\n"
        for i, (n, t) in enumerate(self.params.items()):
            out += f"    values[{i}] = {self.value(n, t, 'cx->arena')};\n"
        out += f"    db_batch_add(batch, &{st}, values);\n}}\n"
        return out


def find_tenant_tables(paths):
    """Every table made with a column org_id, and the partitions of such tables."""
    found = set()
    for path in paths:
        flat = "".join("''" if k == "string" else t for k, t in tokens(mask_params(read_text(path)), path))
        flat = re.sub(r"\s+", " ", flat.replace('"', "")).lower()
        for m in re.finditer(r"\bcreate (?:unlogged )?table (?:if not exists )?(?:public\.)?(\w+) ?(\(|partition of)", flat):
            if m[2] != "(":
                parent = re.match(r" (?:public\.)?(\w+)", flat[m.end() :])
                if parent and parent[1] in found:
                    found.add(m[1])
                continue
            if re.search(r"\borg_id\b", between_brackets(flat, m.end())):
                found.add(m[1])
        for m in re.finditer(r"\balter table (?:if exists )?(?:only )?(?:public\.)?(\w+) ([^;]*)", flat):
            if re.search(r"\badd (?:column )?(?:if not exists )?org_id\b", m[2]):
                found.add(m[1])
            renamed = re.match(r"rename to (\w+)", m[2])
            if renamed and m[1] in found:
                found.add(renamed[1])
    return found


def mask_params(text):
    """Migrations bind nothing: a lone colon there is no parameter."""
    return re.sub(r"(?<!:):(?=[A-Za-z_])", ": ", text)


def between_brackets(text, start):
    depth = 1
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if not depth:
            return text[start:at]
    return text[start:]


def sql_files(statements):
    h = (
        FIRST_LINE
        + "/* A typed call for each statement of sql/queries/. `x()` runs it and waits, `x_add()` puts it into a batch.\n"
        + " * A text member that is NULL, and an opt_* that is not set, is SQL's null. */\n"
        + "#ifndef SAUDA_GEN_SQL_H\n#define SAUDA_GEN_SQL_H\n\n"
        + '#include "base/value.h"\n#include "db/query.h"\n#include "db/statement.h"\n#include "gen/err.h"\n\n'
        + "struct ctx;\n\n"
        + "\n".join(s.header() for s in statements)
        + "\n#endif\n"
    )
    c = (
        FIRST_LINE
        + '#include "gen/sql.h"\n\n#include "base/arena.h"\n#include "base/ctx.h"\n\n#include <stddef.h>\n\n'
        + "\n".join(s.source(n) for n, s in enumerate(statements))
        + "\nconst struct db_statement *const db_statements[] = {\n"
        + "".join(f"    &{s.c}_statement,\n" for s in statements)
        + f"    NULL,\n}};\n\nconst unsigned n_db_statements = {len(statements)};\n"
    )
    return h, c


def migrations_file(migrations, seeds):
    out = FIRST_LINE + '#include "db/migrate.h"\n\n#include <stddef.h>\n\n'
    out += "const struct db_migration db_migrations[] = {\n"
    for n, path in enumerate(migrations, 1):
        name = os.path.splitext(os.path.basename(path))[0]
        if not re.fullmatch(r"[0-9]{4}_[a-z0-9_]+", name) or int(name[:4]) != n:
            raise Fault(f"{path}: migrations are NNNN_name.sql, numbered from 0001 without a gap (here {n:04})")
        text = read_text(path)
        digest = hashlib.sha256(text.encode()).hexdigest()
        out += f"    {{.version = {n},\n     .name = {c_str(name[5:])},\n     .sha256_hex = {c_str(digest)},\n"
        out += f"     .sql =\n{c_lines(text, '         ')}}},\n"
    out += ("" if migrations else "    {0},\n") + f"}};\n\nconst unsigned n_db_migrations = {len(migrations)};\n\n"
    out += "const struct db_seed db_seeds[] = {\n"
    for path in seeds:
        name = os.path.splitext(os.path.basename(path))[0]
        out += f"    {{.name = {c_str(name)},\n     .sql =\n{c_lines(read_text(path), '         ')}}},\n"
    out += ("" if seeds else "    {0},\n") + f"}};\n\nconst unsigned n_db_seeds = {len(seeds)};\n"
    return out


def exempt_list(statements):
    rows = [s for s in statements if "scope" in s.head]
    return "".join(f"- `{s.name}`: {s.head['scope'][1]}\n" for s in rows)


def put_exempt(path, text):
    """Puts the list between the two marks of a page."""
    page = read_text(path)
    marks = re.compile(r"(?<=<!-- exempt statements -->\n)(.*?)(?=<!-- end -->)", re.S)
    if not marks.search(page):
        raise Fault(f"{path}: the marks <!-- exempt statements --> and <!-- end --> are missing")
    write_if_changed(path, marks.sub(lambda _: text, page, count=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--queries", default="sql/queries")
    parser.add_argument("--migrations", default="sql/migrations")
    parser.add_argument("--seeds", default="sql/seed")
    parser.add_argument("--out-c", help="where sql.h, sql.c and migrations.c go; absent: only check")
    parser.add_argument("--list-exempt", help="a page that gets the list of exempt statements between its marks; - is stdout")
    args = parser.parse_args()
    migrations = sorted(glob.glob(os.path.join(args.migrations, "*.sql")))
    tenant_tables = find_tenant_tables(migrations)
    paths = sorted(glob.glob(os.path.join(args.queries, "**", "*.sql"), recursive=True))
    statements = sorted((Statement(p, args.queries, tenant_tables) for p in paths), key=lambda s: s.name)
    names = [s.c for s in statements]
    for name in names:
        if names.count(name) > 1 or name.endswith("_add") and name[:-4] in names:
            raise Fault(f"{args.queries}: two functions would be called {name}")
    seeds = sorted(glob.glob(os.path.join(args.seeds, "*.sql")))
    files = dict(zip(("sql.h", "sql.c"), sql_files(statements)))
    files["migrations.c"] = migrations_file(migrations, seeds)
    if args.out_c:
        for name, text in files.items():
            write_if_changed(os.path.join(args.out_c, name), text)
    if args.list_exempt == "-":
        print(exempt_list(statements), end="")
    elif args.list_exempt:
        put_exempt(args.list_exempt, exempt_list(statements))


if __name__ == "__main__":
    run(main)
