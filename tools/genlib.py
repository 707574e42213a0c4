# SPDX-License-Identifier: MIT
"""What the generators share: files written only when they change, C literals, names, and errors for people."""

import os
import re
import sys

C_KEYWORDS = set(
    "auto break case char const continue default do double else enum extern float for goto if inline int long "
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while "
    "bool true false asm typeof".split()
)


class Fault(Exception):
    """The input is wrong; the text says where and how."""


def run(main):
    """Runs `main`; a Fault becomes one line on stderr and exit code 1."""
    try:
        main()
    except Fault as fault:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {fault}")


def write_if_changed(path, text):
    """Leaves the file and its time alone where nothing changed, so that nothing is compiled in vain."""
    data = text.encode() if isinstance(text, str) else text
    try:
        with open(path, "rb") as f:
            if f.read() == data:
                return False
    except FileNotFoundError:
        pass
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    new = f"{path}.{os.getpid()}.new"
    with open(new, "wb") as f:
        f.write(data)
    os.replace(new, path)
    return True


def read_text(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def c_str(text):
    """One C string literal."""
    out = []
    for ch in text:
        if ch in '"\\':
            out.append("\\" + ch)
        elif ch == "\n":
            out.append("\\n")
        elif ch == "\t":
            out.append("\\t")
        elif ord(ch) < 32 or ord(ch) == 127:
            out.append(f"\\{ord(ch):03o}")
        else:
            out.append(ch)
    return '"' + "".join(out).replace("??", "?\\?") + '"'


def c_lines(text, indent="    "):
    """A literal of several lines, one C string a line."""
    lines = text.splitlines(keepends=True)
    return "\n".join(indent + c_str(line) for line in lines) if lines else indent + '""'


def c_name(name):
    """A name from outside as a C identifier."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower()
    if not name or name[0].isdigit():
        name = "n" + name
    return name + "_" if name in C_KEYWORDS else name


def snake(name):
    """modulesSetOrder, ModulesSetOrder -> modules_set_order; HTTPProxy -> http_proxy."""
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return c_name(name)
