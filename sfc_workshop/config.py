"""Settings and their defaults; each may be set in the environment under the same name."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Settings:
    """What an installation may choose.

    instance:  folder of the database file, the secret, round keys and made files
    database:  SQLAlchemy address; an SQLite file in the instance folder by default
    base_url:  the address people type; decides cookies, links and allowed hosts
    keys_dir:  folder of the round keys, shared by all servers, in no backup
    proxies:   how many proxies in front may be believed about the caller's address
    streams:   how many pages one process keeps current by a stream; others ask again and again. Each holds a thread
    demo:      every page says that the data is invented
    password_memory:  KiB a try at a password takes; RFC 9106, section 4. No installation needs less, so the
               environment cannot say less; tests sign in hundreds of times with passwords nobody is after
    """

    instance: Path
    database: str
    base_url: str = "http://127.0.0.1:8000"
    keys_dir: Path | None = None
    proxies: int = 0
    streams: int = 4000
    demo: bool = False
    password_memory: int = 64 * 1024

    @property
    def is_https(self) -> bool:
        """On https cookies get the __Host- prefix and Secure; a hall's laptop has neither."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def keys(self) -> Path:
        """Where the round keys lie."""
        return self.keys_dir or self.instance / "keys"

    @property
    def anchor(self) -> Path:
        """Where the newest entry of the audit log is remembered outside the database."""
        return self.instance / "audit.anchor"

    @property
    def secret_key(self) -> str:
        """The secret that signs sessions, made once and kept in the instance folder."""
        return os.environ.get("SECRET_KEY") or _kept_secret(self.instance / "secret.key")


def settings_from_environment(*, instance: Path | None = None, base_url: str | None = None) -> Settings:
    """Read the settings; arguments win over the environment."""
    folder = (instance or Path(os.environ.get("INSTANCE", "instance"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    keys = os.environ.get("KEYS_DIR")
    return Settings(
        instance=folder,
        database=os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'sfc_workshop.sqlite'}",
        base_url=base_url or os.environ.get("BASE_URL", Settings.base_url),
        keys_dir=Path(keys) if keys else None,
        proxies=int(os.environ.get("PROXIES", "0")),
        demo=(folder / "demo").exists(),
    )


def beside_or_inside(name: str) -> Path:
    """Find a folder beside the package in a checkout, or inside it once installed from a wheel."""
    beside = CHECKOUT / name
    return beside if (CHECKOUT / "pyproject.toml").exists() and beside.is_dir() else PACKAGE / name


def _kept_secret(path: Path) -> str:
    """Two servers starting at once agree: the file is linked into place, and whoever is first wins."""
    if not path.exists():
        mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_hex(32))
        try:
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_text()
