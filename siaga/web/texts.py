"""Which texts of the program a person reads: found in the source, so that no catalogue is kept by hand.

Collected are gettext calls, under whatever name the module imports them; the message of every `Refusal(code, message)` and
`TemporaryFault(message)`, also through a function of the same module that passes its own parameter on as a refusal's
message, and through a variable; the declarations of life events and of documents; tables named `…WORDS`, `…LABELS`, `…LABELS_ID`,
`…TEXTS` (so pure rules need no Django); and templates.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]

# Which arguments of a call are texts: (message, plural or None, context or None).
Where = tuple[int, int | None, int | None]
CALLS: dict[str, Where] = {
    "_": (0, None, None),
    "N_": (0, None, None),
    "gettext": (0, None, None),
    "gettext_lazy": (0, None, None),
    "gettext_noop": (0, None, None),
    "ngettext": (0, 1, None),
    "ngettext_lazy": (0, 1, None),
    "pgettext": (1, None, 0),
    "pgettext_lazy": (1, None, 0),
    "npgettext": (1, 2, 0),
    "Refusal": (1, None, None),
    "TemporaryFault": (0, None, None),
}
# Declarations of life events: which of their arguments are texts.
DECLARED = {"Ask": (0,), "Group": (0,), "Need": (0, 1), "Peristiwa": (1,), "Asked": (4,)}
# The kinds of documents: the law's names, told in English where a page shows them.
DECLARED_BY_NAME = {"DocumentKind": "title"}
TABLES = ("WORDS", "LABELS", "LABELS_ID", "TEXTS")
TEMPLATE_CALLS = dict.fromkeys(("_", "gettext", "ngettext", "pgettext", "npgettext"))
UNREAD = ("drill", "migrations")  # folders whose texts no officer or citizen sees


@dataclass(frozen=True, slots=True)
class Text:
    message: str
    plural: str = ""
    context: str = ""
    path: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.message, self.plural) if self.plural else self.message


def _constant(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _values(tree: ast.AST) -> Iterator[str]:
    """String constants below that hold a letter; keys of dictionaries and pieces of f-strings left out."""
    left_out = {key for part in ast.walk(tree) if isinstance(part, ast.Dict) for key in part.keys if key is not None}
    left_out |= {piece for part in ast.walk(tree) if isinstance(part, ast.JoinedStr) for piece in part.values}
    for part in ast.walk(tree):
        if part not in left_out and any(c.isalpha() for c in _constant(part)):
            yield _constant(part)


class Module:
    """One file's tree with what is needed to follow a message through a variable or a local function."""

    def __init__(self, source: str, path: str) -> None:
        self.tree = ast.parse(source)
        self.path = path
        self.calls = dict(CALLS)
        self.assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        self.assigned.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.FunctionDef):
                self._learn(node)
            elif isinstance(node, ast.ImportFrom):
                self.calls |= {n.asname: CALLS[n.name] for n in node.names if n.asname and n.name in CALLS}

    def _learn(self, function: ast.FunctionDef) -> None:
        """`def _no(code, message, …): return Refusal(…, message, …)` makes `_no` a call like Refusal."""
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _name(node) == "Refusal":
                message = self._argument(node, 1)
                if isinstance(message, ast.Name) and message.id in names:
                    self.calls[function.name] = (names.index(message.id), None, None)

    @staticmethod
    def _argument(node: ast.Call, index: int | None) -> ast.expr | None:
        if index is None:
            return None
        if index < len(node.args):
            return node.args[index]
        return next((k.value for k in node.keywords if k.arg == "message"), None)

    def _messages(self, node: ast.expr | None) -> list[str]:
        if isinstance(node, ast.IfExp):
            return [*self._messages(node.body), *self._messages(node.orelse)]
        if isinstance(node, ast.Name):
            return [text for value in self.assigned.get(node.id, ()) for text in _values(value) if " " in text]
        return [text] if (text := _constant(node)) else []

    def texts(self) -> Iterator[Text]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (where := self.calls.get(_name(node))):
                plural, context = (_constant(self._argument(node, i)) for i in where[1:])
                for message in self._messages(self._argument(node, where[0])):
                    yield Text(message, plural, context, self.path)
            elif isinstance(node, ast.Call) and (places := DECLARED.get(_name(node))):
                for text in (_constant(self._argument(node, i)) for i in places):
                    if any(c.isalpha() for c in text):
                        yield Text(text, path=self.path)
            elif isinstance(node, ast.Call) and (wanted := DECLARED_BY_NAME.get(_name(node))):
                for text in (_constant(k.value) for k in node.keywords if k.arg == wanted):
                    yield Text(text, path=self.path)
        for name, values in self.assigned.items():
            if name.endswith(TABLES) and not name.startswith("_"):
                for value in values:
                    yield from (Text(text, path=self.path) for text in _values(value))


def python_texts(source: str, path: str = "") -> Iterator[Text]:
    yield from Module(source, path).texts()


def template_texts(source: str, path: str = "") -> Iterator[Text]:
    """Django turns a template into calls of gettext; its lines lose their indent so that Babel's tokenizer can read them."""
    code = "\n".join(line.lstrip() for line in templatize(source, origin=path).splitlines())
    found = extract_python(io.BytesIO(code.encode()), TEMPLATE_CALLS, (), {"encoding": "utf-8"})
    for _line, name, parts, _comments in found:
        several: tuple[object, ...] = (parts,) if isinstance(parts, str) else tuple(parts)
        texts = [part for part in several if isinstance(part, str)]
        if name in ("pgettext", "npgettext") and len(texts) > 1:
            yield Text(texts[1], texts[2] if name == "npgettext" else "", texts[0], path)
        elif texts and name:
            yield Text(texts[0], texts[1] if name == "ngettext" else "", "", path)


def all_texts(root: Path = PACKAGE) -> Iterator[Text]:
    """Every text of the package, files in order of their path; paths are told from the package's parent."""
    for file in sorted((*root.rglob("*.py"), *root.rglob("templates/**/*.html"))):
        inside = file.relative_to(root)
        if any(part in UNREAD for part in inside.parts):
            continue
        read = template_texts if file.suffix == ".html" else python_texts
        yield from read(file.read_text(encoding="utf-8"), f"{root.name}/{inside.as_posix()}")
