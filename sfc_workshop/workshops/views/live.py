"""The faces of a workshop as live pieces: each drawn by the template its page is first drawn with."""

from flask import Flask, render_template

from sfc_workshop.core.stream import Stream
from sfc_workshop.workshops import faces, queries

PHONE, WALL, CONSOLE = "phone", "wall", "console"


def keep_current(app: Flask, *, most: int) -> None:
    """Let phones, walls and consoles of this server be kept current. most: how many may stream at once."""
    app.extensions["stream"] = Stream(
        app,
        {
            PHONE: (faces.phone_mark, draw_phone),
            WALL: (faces.wall_mark, draw_wall),
            CONSOLE: (faces.console_mark, draw_console),
        },
        most,
    )


def draw_phone(workshop_id: int, _language: str) -> str:
    """Draw what every phone shows."""
    workshop = queries.workshop_with(workshop_id)
    return render_template("workshops/phone_piece.html", **faces.phone_words(workshop), answers={}, supported=())


def draw_wall(workshop_id: int, _language: str) -> str:
    """Draw what the hall sees."""
    return render_template("workshops/wall_piece.html", **faces.wall_words(queries.workshop_with(workshop_id)))


def draw_console(workshop_id: int, _language: str) -> str:
    """Draw what the facilitator sees."""
    return render_template("workshops/console_piece.html", **faces.console_words(queries.workshop_with(workshop_id)))
