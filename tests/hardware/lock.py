"""One board, one run: a lock per probe, by flock, so that the kernel lets go of it in whatever way a run ends."""
import contextlib
import fcntl
import getpass
import os
import pathlib
import re
import stat
import tempfile
import time

import outcome

POLL_SECONDS = 0.2


def folder():
    """Where lock files lie: the same for all users of the machine, unless XSPI_LOCK_DIR says otherwise."""
    chosen = os.environ.get("XSPI_LOCK_DIR")
    if chosen:
        pathlib.Path(chosen).mkdir(parents=True, exist_ok=True)
        return pathlib.Path(chosen)
    shared = pathlib.Path("/run/lock")
    return shared if os.access(shared, os.W_OK) else pathlib.Path(tempfile.gettempdir())


def path_for(probe):
    return folder() / f"openocd-xspi-{name_of(probe)}.lock"


def name_of(probe):
    """The probe as part of a file's name."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", f"{probe.adapter}-{probe.serial or 'unnamed'}")


@contextlib.contextmanager
def held(probe, wait_seconds=0.0):
    """Holds the probe's lock; waits for it so long, then fails as busy."""
    path = path_for(probe)
    handle = _open(path)
    try:
        _acquire(handle, path, probe, wait_seconds)
        _say_who(handle.fileno())
        yield path
    finally:
        handle.close()  # The file stays: deleting it would let two runs lock two files of one name.


def _say_who(descriptor):
    text = f"process {os.getpid()} of {_user()}, since {time.strftime('%Y-%m-%d %H:%M:%S')}"
    with contextlib.suppress(OSError):  # a full disk makes no difference to who holds the lock
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(), 0)


def _open(path):
    # Without O_CREAT first: in a sticky folder (fs.protected_regular) it fails on a file that another user has created.
    for flags in (os.O_RDWR, os.O_RDWR | os.O_CREAT | os.O_EXCL, os.O_RDWR):
        try:
            # In a folder for everybody a link or a FIFO may be somebody else's trap.
            descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
        except (FileNotFoundError, FileExistsError):
            continue
        except OSError as error:
            raise outcome.Failure(outcome.BUSY, "HIL-0022",
                                  f"the lock file {path} cannot be opened ({error.strerror}): delete it if nobody uses "
                                  "the board, or choose a folder with XSPI_LOCK_DIR") from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise outcome.Failure(outcome.BUSY, "HIL-0022", f"the lock file {path} is no file: delete it, or choose a "
                                  "folder with XSPI_LOCK_DIR")
        if flags & os.O_CREAT:
            os.fchmod(descriptor, 0o666)
        return os.fdopen(descriptor, "r+")
    raise outcome.Failure(outcome.BUSY, "HIL-0022", f"the lock file {path} cannot be created; set XSPI_LOCK_DIR")


def _acquire(handle, path, probe, wait_seconds):
    end = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= end:
                handle.seek(0)
                holder = handle.read().strip() or "another run"
                raise outcome.Failure(outcome.BUSY, "HIL-0021",
                                      f"the board at {probe} is busy: {holder} holds {path}; "
                                      "wait for it with --wait SECONDS") from None
        time.sleep(POLL_SECONDS)


def _user():
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
