#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes of the built panel (and openapi.json) one block of bytes for the binary and the table of include/http/assets.h.

The deciding idea: compressing happens here, once and at the highest level, and its results are kept by hash in a cache,
so that a rebuild compresses only what changed."""

import argparse
import gzip
import hashlib
import os
import re
import subprocess

from genlib import Fault, c_str, run, write_if_changed

FIRST_LINE = "// generated from the panel's build by tools/embed.py\n"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
}
PACKED_ALREADY = {".png", ".jpg", ".webp", ".ico", ".woff2", ".woff"}
HASHED_NAME = re.compile(r"/assets/.*-[A-Za-z0-9_-]{8}\.[a-z0-9.]+")


def compressed(data, digest, kind, cache):
    """The compressed bytes, or none where they are not smaller."""
    path = os.path.join(cache, f"{digest}.{kind}")
    if not os.path.exists(path):
        if kind == "gz":
            packed = gzip.compress(data, 9, mtime=0)
        else:
            packed = subprocess.run(
                ["brotli", "--quality=11", "--lgwin=22", "--stdout", "-"], input=data, stdout=subprocess.PIPE, check=True
            ).stdout
        write_if_changed(path, packed)
    with open(path, "rb") as f:
        packed = f.read()
    return packed if len(packed) < len(data) else b""


def collect(folder, files):
    """path in the URL -> path on the disk"""
    found = {}
    if folder:
        for root, dirs, names in os.walk(folder):
            dirs[:] = [d for d in dirs if not d.startswith(".")]
            for name in names:
                if not name.startswith("."):
                    full = os.path.join(root, name)
                    found["/" + os.path.relpath(full, folder)] = full
    for spec in files:
        path, _, full = spec.partition("=")
        if not path.startswith("/") or not full:
            raise Fault(f"--file {spec}: must be /PATH=FILE")
        found[path] = full
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--dir", help="the folder of the built panel; absent: none")
    parser.add_argument("--file", action="append", default=[], metavar="/PATH=FILE", help="one more file")
    parser.add_argument("--out-c", required=True, help="where assets.c, assets.S and assets.bin go")
    parser.add_argument("--cache", required=True, help="the folder where compressed bytes are kept")
    args = parser.parse_args()
    found = collect(args.dir, args.file)
    blob, rows = bytearray(), []
    for path in sorted(found, key=lambda p: p.encode()):
        kind = os.path.splitext(path)[1]
        if kind not in TYPES:
            raise Fault(f"{found[path]}: what type is a {kind or 'file without an ending'}?")
        with open(found[path], "rb") as f:
            data = f.read()
        digest = hashlib.sha256(data).hexdigest()
        pieces = {"raw": data, "gz": b"", "br": b""}
        if kind not in PACKED_ALREADY and data:
            pieces["gz"] = compressed(data, digest, "gz", args.cache)
            pieces["br"] = compressed(data, digest, "br", args.cache)
        row = f"    {{.path = {c_str(path)},\n     .type = {c_str(TYPES[kind])},\n"
        row += f"     .etag = {c_str(f'W/{chr(34)}{digest[:16]}{chr(34)}')},\n"
        row += f"     .is_immutable = {'true' if HASHED_NAME.fullmatch(path) else 'false'}"
        for name, piece in pieces.items():
            if piece or name == "raw":
                row += f",\n     .{name} = asset_bytes + {len(blob)},\n     .{name}_len = {len(piece)}"
                blob += piece
        rows.append(row + "},\n")
    blob_path = os.path.abspath(os.path.join(args.out_c, "assets.bin"))
    write_if_changed(blob_path, bytes(blob))
    write_if_changed(
        os.path.join(args.out_c, "assets.S"),
        FIRST_LINE
        + f"// {hashlib.sha256(blob).hexdigest()}\n"
        + '    .section .rodata\n    .globl asset_bytes\n    .type asset_bytes, @object\n    .balign 16\nasset_bytes:\n'
        + f"    .incbin {c_str(blob_path)}\n    .byte 0\n    .size asset_bytes, . - asset_bytes\n"
        + '    .section .note.GNU-stack, "", %progbits\n',
    )
    write_if_changed(
        os.path.join(args.out_c, "assets.c"),
        FIRST_LINE
        + '#include "http/assets.h"\n\nextern const unsigned char asset_bytes[];\n\n'
        + "const struct asset assets[] = {\n"
        + ("".join(rows) or "    {0},\n")
        + f"}};\n\nconst size_t n_assets = {len(rows)};\n",
    )


if __name__ == "__main__":
    run(main)
