"""The application for a WSGI server: gunicorn wsgi:app."""

from sfc_workshop.app import create_app, keep_time

app = create_app()
keep_time(app)
