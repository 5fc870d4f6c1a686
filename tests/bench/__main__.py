"""One run of all measurements; prints them and puts them into bench.json of the instance folder."""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from tests.bench import budgets, counting, forms, importing, pages, votes
from tests.bench.program import Program, demo

LIMITS = {
    "certainty_5k_x_40_s": 5,
    "survey_first_visit_bytes": 14_000,
    "survey_next_page_bytes": 5_000,
    "count_1m_x_20_from_files_s": 20,
    "form_02_1500_projects_pdf_s": 30,
    "form_02_1500_projects_xlsx_s": 5,
    "count_1m_x_20_from_files_mib": 2_048,
    "import_1500_projects_s": 10,
}


def main() -> None:
    """Measure, say and keep."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure speed and size.")
    asked.add_argument("--instance", type=Path, default=Path("instance"), help="the folder bench.json is written to")
    folder: Path = asked.parse_args().instance
    folder.mkdir(parents=True, exist_ok=True)
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="bench") as temporary:
        here = Path(temporary)
        with demo(here) as (program, survey):
            figures |= pages.measure(survey)
            figures |= votes.measure(survey)
            _warn_if_ended(program)
        figures |= votes.measure_bare(here)
        figures |= counting.measure(here)
        figures |= importing.measure(here)
        figures |= budgets.measure()
        figures |= forms.measure()
    figures["ballots_to_bare_inserts"] = figures["ballots_per_s_http"] / figures["bare_route_inserts_per_s"]
    figures = {name: round(figure, 3) for name, figure in sorted(figures.items())}
    for name, figure in figures.items():
        limit = f"   (limit {LIMITS[name]:,})" if name in LIMITS else ""
        print(f"{name:<36} {figure:>12,}{limit}")
    path = folder / "bench.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(dict(sorted({**kept, **figures}.items())), indent=1) + "\n", encoding="utf-8")


def _warn_if_ended(program: Program) -> None:
    if program.poll() is not None:
        raise subprocess.SubprocessError("the server ended during the measurement")


if __name__ == "__main__":
    main()
