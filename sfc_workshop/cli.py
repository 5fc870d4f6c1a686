"""The sfc-workshop command: everything an administrator does outside the browser."""

import json
import socket
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from sfc_workshop.app import create_app
from sfc_workshop.ballots.actions import finish_closings
from sfc_workshop.cities.queries import city_at
from sfc_workshop.config import settings_from_environment
from sfc_workshop.core import audit_check
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.demo import build as demo
from sfc_workshop.domain.counting import count_files
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.domain.result_file import write_result
from sfc_workshop.domain.roles import NATIONAL, Role
from sfc_workshop.domain.round_fields import BadRound
from sfc_workshop.exports import actions as exports
from sfc_workshop.imports.actions import import_at_once, import_pabulib
from sfc_workshop.imports.actions.projects import NotBroughtIn
from sfc_workshop.imports.checking import Choices
from sfc_workshop.imports.sections import read_bytes
from sfc_workshop.imports.sentences import fault_line, told_missing
from sfc_workshop.people import actions as people
from sfc_workshop.plans.actions import lay_ground
from sfc_workshop.plans.queries import plan_in, plans_of
from sfc_workshop.publications.queries import heads_given_out
from sfc_workshop.publications.verify import NotVerified, verify
from sfc_workshop.serving import listen, reachable

INSTANCE = click.option(
    "--instance",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="INSTANCE",
    default=Path("instance"),
    show_default=True,
    help="The folder where the database file, the secret and the keys are kept.",
)


@click.group()
def main() -> None:
    """Run participatory planning for Thai cities: surveys, workshops, priorities and plans."""


@main.command()
@INSTANCE
def init(instance: Path) -> None:
    """Make an empty instance with the cities of the national programme and the budget programmes."""
    with _app(instance).app_context():
        _prepare()
    click.echo("The instance is ready. Add the first person with: sfc-workshop add-person")


@main.command()
@INSTANCE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--base-url", envvar="BASE_URL", help="The address people type, if it is another one.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Serve with so many processes, for a hall of more than 1,000 phones; best with PostgreSQL.",
)
def serve(instance: Path, host: str, port: int, base_url: str | None, workers: int) -> None:
    """Serve an instance on this machine: one process, or several for many phones."""
    _refuse_taken(host, port)
    app = _app(instance, base_url or f"http://{reachable(host)}:{port}")
    with app.app_context():
        _prepare()
    click.echo(f"Serving on {app.config['SETTINGS'].base_url}. Press Ctrl+C to stop.")
    listen(app, host, port, workers)


@main.command("demo")
@INSTANCE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--links", type=click.Path(dir_okay=False, path_type=Path), help="Write addresses and sign-ins here.")
def demo_command(instance: Path, host: str, port: int, links: Path | None) -> None:
    """Build the demo if it is not there, print its addresses and sign-ins, and serve it."""
    _refuse_taken(host, port)
    base_url = f"http://{reachable(host)}:{port}"
    with _app(instance, base_url).app_context():
        _prepare()
        if not demo.is_built():
            click.echo("Building the demo …")
            demo.build()
        told = demo.links(base_url)
    if links:
        links.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    _tell(told)
    listen(_app(instance, base_url), host, port)


@main.command("add-person")
@INSTANCE
@click.option("--login", required=True, help="The name to sign in with.")
@click.option("--name", required=True, help="The person's own name.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="What the person is.")
@click.option("--city", "slug", help="The city of the role, for example lampang. National roles have none.")
@click.password_option(help="Asked for when it is not given.")
def add_person(instance: Path, login: str, name: str, role: str, slug: str | None, password: str) -> None:
    """Give somebody an account and a role."""
    with _app(instance).app_context():
        chosen = Role(role)
        if (chosen in NATIONAL) == bool(slug):
            raise click.UsageError("A role in a city needs --city, and a national role must not have one.")
        roles = {city_at(slug): chosen} if slug else {}
        national = None if slug else chosen
        people.add_person(login=login, name=name, password=password, national_role=national, roles=roles)
    click.echo(f"{name} can sign in now.")


@main.command("import-pabulib")
@INSTANCE
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--groups", help="The column of the voters that becomes their group, for example sex.")
@click.option("--weights", help="Weights of the groups, for example F=1/2,M=1/2. Equal if left out.")
@click.option("--city", "slug", help="The city it belongs to. A new one is made if left out.")
def import_pabulib_command(
    instance: Path, file: Path, groups: str | None, weights: str | None, slug: str | None
) -> None:
    """Bring in a participatory budget from a Pabulib file as a plan and a closed consultation."""
    with _app(instance).app_context():
        _prepare()
        consultation = import_pabulib(
            file, groups=groups, weights=_weights(weights), city=city_at(slug) if slug else None, by=None
        )
        click.echo(f"Consultation {consultation.id} is ready, in the city {consultation.plan.city.slug}.")


@main.command("import-projects")
@INSTANCE
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--city", "slug", required=True, help="The city whose plan it is, for example lampang.")
@click.option("--plan", "plan_id", type=int, help="The number of the plan. The city's newest one if left out.")
@click.option("--same-names", type=click.Choice(["skip", "add"]), help="What has a name that is there.")
@click.option("--horizon", type=click.Choice([one.value for one in Horizon]), help="Of projects that do not say one.")
@click.option("--add-divisions", is_flag=True, help="Add the divisions the city does not have yet.")
def import_projects_command(
    instance: Path,
    file: Path,
    slug: str,
    plan_id: int | None,
    same_names: str | None,
    horizon: str | None,
    add_divisions: bool,
) -> None:
    """Bring in the projects of a plan from a workbook or a CSV file: all of them, or nothing."""
    with _app(instance).app_context():
        _prepare()
        city = city_at(slug)
        plan = plan_in(city, plan_id) if plan_id else next(iter(plans_of(city)), None)
        if plan is None:
            raise click.ClickException("This city has no plan yet. Make one first.")
        choices = Choices(same=same_names or "", horizon=horizon or "", divisions=add_divisions)
        try:
            done = import_at_once(plan, read_bytes(file), choices, by=None)
        except NotBroughtIn as refusal:
            for line in (*map(fault_line, refusal.checked.faults), *told_missing(refusal.checked, choices)):
                click.echo(line, err=True)
            raise
        click.echo(f"{len(done.entries)} projects are in plan {plan.id} now; {done.skipped} were left out.")


@main.command("export")
@INSTANCE
@click.argument("consultation", type=int)
@click.option("--kind", default="project", show_default=True, help="What is ranked: vision, goal or project.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write to.")
def export(instance: Path, consultation: int, kind: str, out: Path) -> None:
    """Write the priorities of a closed consultation as XLSX, CSV and the files anyone can recount."""
    with _app(instance).app_context():
        for path in exports.write_all(consultation, kind, out):
            click.echo(str(path))


@main.command("count")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
def count(folder: Path, out: Path) -> None:
    """Count config.json and ballots.jsonl of a folder; needs no database."""
    out.write_bytes(write_result(count_files(folder)))
    click.echo(f"Counted. The result is in {out}.")


@main.command("verify")
@click.argument("package", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--fingerprint", help="The SHA-256 the package should have, as the published page shows it.")
def verify_command(package: Path, fingerprint: str | None) -> None:
    """Count a published package again and compare; needs neither a database nor a network.

    Ends with 0 and one line on what holds, or with 1 and one line on the first thing that does not.
    """
    try:
        found = verify(package, fingerprint)
    except NotVerified as error:
        raise click.ClickException(str(error)) from None
    plan = ", the draft agrees with the count" if found.is_plan else ""
    click.echo(
        f"Verified: {found.ballots} ballots on {found.items} items give result.json again byte for byte, "
        f"{found.files} files match the manifest{plan}. Fingerprint {found.fingerprint}"
    )


@main.command("audit")
@INSTANCE
@click.option("--head", "heads", multiple=True, help="A head you kept, from a file or a published plan; may repeat.")
def audit_command(instance: Path, heads: tuple[str, ...]) -> None:
    """Check that the audit log is whole: nothing was changed, dropped, moved, put in, or cut off its end.

    Besides the chain itself this checks the anchor file of the instance, and that every head that stands in
    a file, a count or a publication is in the log.
    """
    with _app(instance).app_context():
        if not inspect(db.engine).has_table(AuditEntry.__tablename__):
            raise click.ClickException("This instance has no audit log yet. Make it with: sfc-workshop init")
        sought = heads_given_out() | {head.strip().lower(): "your keeping" for head in heads}
        checked = audit_check.check(sought)
    if checked.fault:
        raise click.ClickException(str(checked.fault))
    anchor = "the anchor file agrees" if checked.anchored else "there is no anchor file yet"
    click.echo(
        f"The audit log is whole: {checked.entries} entries hold, {len(sought)} kept heads are among them, "
        f"{anchor}. The head is {checked.head}"
    )


def _app(instance: Path, base_url: str | None = None) -> Flask:
    return create_app(settings_from_environment(instance=instance, base_url=base_url))


def _prepare() -> None:
    upgrade()
    lay_ground()
    finish_closings()


def _refuse_taken(host: str, port: int) -> None:
    """Say so before anything is built when another program listens there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} of {host} cannot be used ({error.strerror}). Choose another one with --port."
            ) from None


def _weights(words: str | None) -> dict[str, Fraction] | None:
    if words is None:
        return None
    try:
        pairs = [pair.rsplit("=", 1) for pair in words.split(",")]
        return {name.strip(): Fraction(weight.strip()) for name, weight in pairs}
    except (ValueError, ZeroDivisionError):
        raise click.UsageError("Write weights like this: F=1/2,M=1/2") from None


def _tell(told: dict[str, Any]) -> None:
    click.echo("\nDemo data: everything in it is invented.\n")
    for name in ("front", "survey", "sign_in", "priorities", "draft", "publication", "workshop", "join", "join_code"):
        click.echo(f"  {name.replace('_', ' '):<12} {told[name]}")
    click.echo("")
    for one in told["sign_ins"]:
        click.echo(f"  {one['login']:<18} {one['password']:<16} {one['role']} {one['city']}")
    click.echo("\nPress Ctrl+C to stop.", nl=True)
    sys.stdout.flush()


def run() -> None:
    """Run the command; a refusal is a sentence on the error stream, not a traceback."""
    try:
        main()
    except (Refused, BadRound) as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
