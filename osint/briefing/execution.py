"""Executing the notebooks on a case: two kernels at once, nothing of the user's set-up in them."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osint import extraction
from osint.tables import OsintError, Tables

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The cell with this tag holds the line ``case_folder = …``, which is set to the case at hand.
PARAMETERS = "parameters"
_FOLDER = re.compile(r"^case_folder\s*=.*$", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_KERNELS = 2
_CELL_SECONDS = 1800
#: Under this type a kernel hands over what a figure says and what stands behind its marks.
FIGURE = "application/vnd.osint.figure+json"
# IPython swallows what a start-up file raises, so the module's own name is written in, not typed again.
_STARTUP = f"""import pandas
from {__name__} import announce
pandas.set_option("display.max_colwidth", None)
announce(get_ipython())
del pandas, announce
"""
# Words stay words: the page brings their letters along, see osint.briefing.svg.
_MATPLOTLIB = "svg.fonttype: none\nsvg.hashsalt: osint\n"
_CONFIG = """c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": None, "metadata": {"Date": None}}
c.HistoryManager.enabled = False
"""


def notebooks() -> list[Path]:
    """List the notebooks a briefing is made of, in the order of their names.

    They lie next to the installed package, and in a checkout in ``notebooks/``. Notebook 00, the tour, and notebook
    10, on hypotheses, are not among them: the briefing's first page says the same.
    """
    installed = Path(__file__).parents[1] / "notebooks"
    folder = installed if installed.is_dir() else Path(__file__).parents[2] / "notebooks"
    return sorted(folder.glob("0[1-9]-*.ipynb"))


def run(paths: Sequence[Path], case_folder: Path, *, t: Tables | None = None, progress: bool = False) -> list[Any]:
    """Execute notebooks on a case and return them with their outputs.

    Parameters
    ----------
    paths
        Notebooks with a cell tagged ``parameters`` that sets ``case_folder``.
    t
        The tables of the case where they are made already: the notebooks' own ``osint.extract`` returns them.
    progress
        Whether to draw a progress bar over the cells.

    Raises
    ------
    OsintError
        If notebooks cannot be read or fail: each with its name, the cell and the last line of the error.
    """
    read = [_read(path) for path in paths]
    with _settings(t) as environment, _bar(read, progress) as step, ThreadPoolExecutor(_KERNELS) as pool:
        jobs = [
            pool.submit(_execute, path, nb, case_folder, environment, step)
            for path, nb in zip(paths, read, strict=True)
        ]
        faults = [fault for job in jobs if (fault := job.result())]
    if faults:
        raise OsintError.of("The notebooks did not run to their end:", faults)
    return read


def announce(shell: Any) -> None:
    """Let every figure that `shell` displays carry its words and its evidence beside its picture."""
    from IPython.core.formatters import JSONFormatter

    formatter = JSONFormatter(parent=shell.display_formatter)
    formatter.format_type = FIGURE
    # The inline backend takes back what is registered for figures themselves, not for their base.
    formatter.for_type_by_name("matplotlib.figure", "FigureBase", told)
    shell.display_formatter.formatters[FIGURE] = formatter


def told(figure: Figure) -> dict[str, Any]:
    """Give the words of a figure, and for each of its links the label and the spans behind it."""
    from osint import charts, evidence

    groups = {
        anchor: {
            "label": group.label,
            "spans": group.rows[["article_id", "start", "end"]].astype(object).values.tolist(),
        }
        for anchor, group in evidence.groups(figure).items()
    }
    return {"text": charts.describe(figure), "groups": groups}


def _read(path: Path) -> Any:
    import nbformat

    try:
        nb = nbformat.read(path, as_version=4)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, nbformat.ValidationError) as error:
        raise OsintError(f"{path.name} must be a notebook that nbformat reads; {error}") from error
    if not any(PARAMETERS in _tags(cell) and _FOLDER.search(cell.source) for cell in nb.cells):
        raise OsintError(
            f"{path.name} must have a cell tagged {PARAMETERS!r} with a line `case_folder = …`; it has none. "
            "Tag the cell in JupyterLab's property inspector."
        )
    return nb


def _tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def _execute(path: Path, nb: Any, case_folder: Path, environment: dict[str, str], step: Any) -> str | None:
    """Execute one notebook in place; the fault that stopped it, or None."""
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    shown = {}
    for i, cell in enumerate(nb.cells):
        if PARAMETERS in _tags(cell):
            # A reader sees which case it was, and no path of this machine.
            shown[i] = _FOLDER.sub(lambda _: f"case_folder = {case_folder.resolve().name!r}", cell.source)
            cell.source = _FOLDER.sub(lambda _: f"case_folder = {str(case_folder.resolve())!r}", cell.source)
    # Without kernel folders only this interpreter's own kernel is left; sockets by file open no port.
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
        connection_file=str(Path(environment["IPYTHONDIR"], f"{id(nb)}.json")),
        transport="ipc" if os.name == "posix" else "tcp",
    )
    client = NotebookClient(
        nb,
        km=manager,
        timeout=_CELL_SECONDS,
        resources={"metadata": {"path": environment["IPYTHONDIR"]}},
        on_cell_complete=lambda **_: step(),
    )
    log = Path(environment["IPYTHONDIR"], f"{id(nb)}.log")
    try:
        # What a kernel's libraries print as it ends is nobody's; of one that died it says why.
        with log.open("wb") as stderr:
            asyncio.run(client.async_execute(env=environment, cleanup_kc=True, stderr=stderr))
    except DeadKernelError as error:
        said = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f"{path.name}, {_failed(nb)}: {_last_line(error)}" + (f" ({said[-1]})" if said else "")
    except (CellExecutionError, CellTimeoutError, RuntimeError) as error:
        return f"{path.name}, {_failed(nb)}: {_last_line(error)}"
    finally:
        for i, source in shown.items():
            nb.cells[i].source = source
    return None


def _failed(nb: Any) -> str:
    """Name the cell that failed, or else the last one that ran."""
    ran = [(i, cell) for i, cell in enumerate(nb.cells, 1) if cell.cell_type == "code" and cell.get("execution_count")]
    wrong = [i for i, cell in ran if any(output.output_type == "error" for output in cell.outputs)]
    return f"cell {(wrong or [i for i, _ in ran] or [1])[-1]}"


def _last_line(error: Exception) -> str:
    value = getattr(error, "evalue", "") or str(error)
    name = getattr(error, "ename", type(error).__name__)
    lines = [line.strip() for line in _ANSI.sub("", value).splitlines() if line.strip()]
    return f"{name}: {lines[-1]}" if lines else name


@contextmanager
def _settings(t: Tables | None) -> Iterator[dict[str, str]]:
    """A kernel's environment with our settings in place of the user's."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "profile_default")
        profile.mkdir()
        (profile / "ipython_kernel_config.py").write_text(_CONFIG, encoding="utf-8")
        (profile / "startup").mkdir()
        (profile / "startup" / "figures.py").write_text(_STARTUP, encoding="utf-8")
        Path(folder, "matplotlibrc").write_text(_MATPLOTLIB, encoding="utf-8")
        settings = {"IPYTHONDIR": folder, "MATPLOTLIBRC": folder, "PYTHONHASHSEED": "0", "COLUMNS": "100"}
        yield {**os.environ, **settings, **(extraction.hand_over(t, folder) if t else {})}


@contextmanager
def _bar(read: Sequence[Any], progress: bool) -> Iterator[Any]:
    from tqdm.auto import tqdm

    cells = sum(cell.cell_type == "code" for nb in read for cell in nb.cells)
    with tqdm(total=cells, desc="Running the notebooks", unit="cell", disable=not progress) as bar:
        yield bar.update
