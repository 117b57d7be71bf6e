"""The house keeps its rules: who may import whom, where libraries live, how long things are."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TOOLS = frozenset({"domain"})
VERBS = frozenset({"domain", "templates", "storage", "catalogue", "sources", "certificates"})
WIRED = VERBS | {"casework", "bot", "handlers", "settings", "observing"}
MAY_IMPORT: dict[str, frozenset[str]] = {
    "domain": frozenset(),
    "settings": frozenset(),
    "observing": frozenset(),
    "templates": TOOLS,
    "storage": TOOLS | {"observing"},
    "catalogue": TOOLS,
    "sources": TOOLS,
    "certificates": TOOLS,
    "casework": VERBS,
    "bot": frozenset({"domain", "templates", "casework"}),
    "handlers": frozenset({"domain", "templates", "casework", "bot", "observing"}),
    "wiring": WIRED,
    "house": WIRED | {"wiring"},
    "sandbox": frozenset(),
    "demo": frozenset({"sandbox"}),
    "bench": WIRED | {"house", "sandbox"},
    "operating": WIRED | {"house", "wiring"},
    "run": WIRED | {"house", "operating", "demo", "bench"},
}
OUTSIDE = frozenset({"sandbox", "demo", "bench"})
PRODUCT = frozenset(MAY_IMPORT) - OUTSIDE
HOMES: dict[str, frozenset[str]] = {
    "wechatpy": frozenset({"bot"}),
    "aiosqlite": frozenset({"storage"}),
    "sqlite3": frozenset({"storage"}),
    "psycopg": frozenset({"storage"}),
    "jinja2": frozenset({"templates"}),
    "typst": frozenset({"certificates"}),
    "pyhanko": frozenset({"certificates"}),
    "pypdfium2": frozenset({"certificates"}),
    "zxingcpp": frozenset({"certificates"}),
    "holidays": frozenset({"catalogue"}),
    "PIL": frozenset({"certificates", "storage/images.py"}),
    "pypinyin": frozenset({"casework/guiding.py"}),
    "xlsxwriter": frozenset({"handlers/workbook.py"}),
    "prometheus_client": frozenset({"observing"}),
    "cryptography": frozenset({"certificates", "bot/envelope.py", "storage/sealing.py"}),
}
# Where words are recognised that people type; everything that they read is a template.
RECOGNISES = frozenset(
    f"bot/{name}.py"
    for name in (
        "amending",
        "citizen",
        "dialogue",
        "guide",
        "menu",
        "official",
        "promising",
        "rating",
        "talk",
    )
) | {"casework/guiding.py", "domain/typed.py"}
STAND_IN = re.compile(r"(?<!jinja2\.)\bsandbox\b", re.IGNORECASE)
HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST_BODY, LONGEST_FILE, MOST_PARAMETERS = 25, 250, 6
Function = ast.FunctionDef | ast.AsyncFunctionDef


def room_of(path: Path) -> str:
    first = path.relative_to(ROOT).parts[0]
    return first.removesuffix(".py")


@cache
def files() -> tuple[Path, ...]:
    found = [*ROOT.glob("*.py"), *(p for room in MAY_IMPORT for p in (ROOT / room).rglob("*.py"))]
    return tuple(sorted(found))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: imports are absolute"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def public(path: Path) -> Iterator[ast.ClassDef | Function]:
    """Classes and functions that others may use, with the methods of public classes."""
    todo: list[ast.Module | ast.ClassDef] = [tree(path)]
    while todo:
        for node in todo.pop().body:
            if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
                if not any(ast.unparse(each).endswith(".setter") for each in node.decorator_list):
                    yield node  # a setter is described by its getter
                if isinstance(node, ast.ClassDef):
                    todo.append(node)


EVERY = pytest.mark.parametrize("path", files(), ids=name_of)
OF_THE_PRODUCT = pytest.mark.parametrize(
    "path", [path for path in files() if room_of(path) in PRODUCT], ids=name_of
)


def test_every_room_is_in_the_table() -> None:
    assert {room_of(path) for path in files()} == set(MAY_IMPORT)


def test_the_table_is_sound() -> None:
    assert all(room not in allowed for room, allowed in MAY_IMPORT.items())
    assert all(allowed <= set(MAY_IMPORT) for allowed in MAY_IMPORT.values())
    assert not any(MAY_IMPORT[room] & OUTSIDE for room in PRODUCT - {"run"})


@EVERY
def test_imports_run_downstairs_only(path: Path) -> None:
    room = room_of(path)

    ours = {name.split(".")[0] for name in imported(path)} & set(MAY_IMPORT)

    assert ours - {room} <= MAY_IMPORT[room]


@EVERY
def test_nothing_in_the_house_imports_its_tests(path: Path) -> None:
    assert not any(name.split(".")[0] == "tests" for name in imported(path))


def test_no_room_leads_back_to_itself() -> None:
    leads = {
        room: {name.split(".")[0] for p in files() if room_of(p) == room for name in imported(p)}
        & (set(MAY_IMPORT) - {room})
        for room in MAY_IMPORT
    }

    for room in MAY_IMPORT:
        reached, edge = set[str](), leads[room]
        while edge:
            reached |= edge
            edge = {there for here in edge for there in leads[here]} - reached
        assert room not in reached


def test_no_file_leads_back_to_itself() -> None:
    modules = {name_of(p).removesuffix(".py").replace("/", "."): p for p in files()}
    leads = {name: set(imported(path)) & set(modules) - {name} for name, path in modules.items()}

    for name in modules:
        reached, edge = set[str](), leads[name]
        while edge:
            reached |= edge
            edge = {there for here in edge for there in leads[here]} - reached
        assert name not in reached


@OF_THE_PRODUCT
def test_each_library_has_one_home(path: Path) -> None:
    for name in imported(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or {room_of(path), name_of(path)} & homes, name


@OF_THE_PRODUCT
def test_only_who_wires_the_house_reads_the_environment(path: Path) -> None:
    reads = re.search(r"os\.environ|getenv|BaseSettings", path.read_text("utf-8"))

    assert not reads or room_of(path) == "settings"


def test_the_product_does_not_know_its_stand_in() -> None:
    texts = [p for room in PRODUCT - {"run"} for p in (ROOT / room).rglob("*") if p.is_file()]
    texts = [*texts, *(p for p in files() if room_of(p) in {"house", "settings", "run"})]
    texts = [p for p in texts if p.suffix in {".py", ".jinja", ".html", ".toml", ".sql", ".typ"}]

    assert [name_of(p) for p in texts if STAND_IN.search(p.read_text("utf-8"))] == []


def body_lines(function: Function) -> int:
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@EVERY
def test_a_function_fits_on_a_hand(path: Path) -> None:
    long = {f.name: body_lines(f) for f in functions(path) if body_lines(f) > LONGEST_BODY}

    assert long == {}


@EVERY
def test_a_file_fits_in_a_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


@EVERY
def test_a_public_function_takes_few_things(path: Path) -> None:
    many = {}
    for node in public(path):
        if isinstance(node, Function):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            names = [each.arg for each in given if each.arg not in {"self", "cls"}]
            if len(names) > MOST_PARAMETERS:
                many[node.name] = names

    assert many == {}


@EVERY
def test_whatever_is_public_says_what_it_is(path: Path) -> None:
    silent = [node.name for node in public(path) if not ast.get_docstring(node)]

    assert ast.get_docstring(tree(path))
    assert silent == []


@pytest.mark.parametrize("path", [p for p in files() if room_of(p) == "storage"], ids=name_of)
def test_sql_stands_in_full_where_it_runs(path: Path) -> None:
    runs = {"execute", "rows", "row", "executemany", "executescript"}
    put_together = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in runs
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
        and not ast.unparse(node.args[0]).startswith("f'PRAGMA ")  # takes no bound values
    ]

    assert put_together == []


def docstrings(path: Path) -> set[ast.expr]:
    found = set[ast.expr]()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and ast.get_docstring(node):
            first = node.body[0]
            assert isinstance(first, ast.Expr)
            found.add(first.value)
    return found


@OF_THE_PRODUCT
def test_what_people_read_is_no_python(path: Path) -> None:
    if name_of(path) in RECOGNISES:
        return
    spared = docstrings(path)

    sentences = [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in spared
        and HAN.search(node.value)
    ]

    assert sentences == []


@OF_THE_PRODUCT
def test_only_the_case_itself_changes_its_state(path: Path) -> None:
    if name_of(path) == "domain/application.py":
        return
    sets = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in {"replace", "__setattr__", "setattr"}
        and any(keyword.arg == "state" for keyword in node.keywords)
    ]

    assert sets == []


def test_the_case_changes_its_state_in_one_place() -> None:
    path = ROOT / "domain" / "application.py"
    sets = [
        function.name
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "replace"
        and any(keyword.arg == "state" for keyword in node.keywords)
    ]

    assert sets == ["_move"]


@OF_THE_PRODUCT
def test_the_product_has_no_mode_for_tests(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not re.search(r"\b(pytest|testing|TODO|FIXME|XXX|NotImplemented)\b", text)


def _tests() -> list[Path]:
    return [p for p in (ROOT / "tests").rglob("*.py") if "node_modules" not in p.parts]


def test_test_files_have_names_of_their_own() -> None:
    names = [p.name for p in _tests() if p.name.startswith("test_")]

    assert sorted(names) == sorted(set(names))


def test_no_test_sleeps() -> None:
    sleeps = [
        f"{name_of(p)}:{node.lineno}"
        for p in _tests()
        if p.name.startswith("test_")
        for node in ast.walk(ast.parse(p.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"asyncio.sleep", "time.sleep", "sleep"}
        and ast.unparse(node.args[0]) != "0"  # to give the others a turn is no sleep
    ]

    assert sleeps == []


def test_no_test_patches() -> None:
    words = re.compile(r"\bmonkeypatch\b|unittest\.mock|\bmocker\b")

    patching = [
        name_of(p)
        for p in _tests()
        if p != Path(__file__).resolve() and words.search(p.read_text("utf-8"))
    ]

    assert patching == []
