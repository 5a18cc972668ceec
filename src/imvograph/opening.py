"""The store that the settings name: on this machine's disk, or on a remote SPARQL service."""

from imvograph.errors import SettingError, StoreError
from imvograph.search import COMPANION
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, Limits
from imvograph.store.remote import Access, RemoteStore, Servers


def limits(settings: Settings) -> Limits:
    """What a stranger's query may cost."""
    return Limits(
        seconds=settings.query_seconds,
        memory=settings.query_memory_mb * 2**20,
        answer_bytes=settings.answer_mb * 2**20,
    )


def open_store(settings: Settings, *, read_only: bool = False) -> EmbeddedStore | RemoteStore:
    """Opens it; to be read, it must be there already. Raises `SettingError`, `StoreError`, `StoreBusyError`."""
    if settings.backend == "remote":
        return RemoteStore.open(servers(settings), read_only=read_only, limits=limits(settings))
    if read_only and not settings.store.is_dir():
        raise StoreError(f"there is no store at {settings.store}; build one with: imvograph build")
    return EmbeddedStore.open(
        settings.store,
        read_only=read_only,
        limits=limits(settings),
        workers=settings.workers,
        snapshot_keep=settings.snapshot_keep,
        companions=[COMPANION],
    )


def servers(settings: Settings) -> Servers:
    """Where the remote backend is, from the settings; raises `SettingError`."""
    secret = settings.remote_secret.get_secret_value()
    if settings.remote_secret_file is not None:
        try:
            secret = settings.remote_secret_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as exc:
            raise SettingError(f"remote_secret_file = {settings.remote_secret_file}: cannot be read: {exc}") from exc
    return Servers(
        query=[*settings.remote_query.split(), *settings.remote_replicas.split()],
        update=settings.remote_update.split(),
        graph_store=settings.remote_graph_store,
        dialect=settings.remote_dialect,
        access=Access(settings.remote_auth, settings.remote_user, secret, settings.remote_header),
        seconds=settings.remote_seconds,
        patience=settings.remote_patience,
        confirm=settings.remote_confirm,
    )
