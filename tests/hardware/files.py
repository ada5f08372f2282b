"""Files that a run writes: whole or not at all."""
import os
import stat
import tempfile


def write(path, data):
    """Puts `data` (bytes) into this file, by a new one beside it that takes its name; OSError if it cannot be.

    What a symbolic link leads to is written. A device or a FIFO is written into as it is, a FIFO only for a reader that is
    there. The permissions of an older file stay."""
    real = os.path.realpath(path)
    try:
        old = os.stat(path)
    except FileNotFoundError:
        old = None
    if old and not stat.S_ISREG(old.st_mode):
        _write_into(path, data)
        return
    descriptor, new = tempfile.mkstemp(prefix=".xspi-", dir=os.path.dirname(real))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode) if old else 0o666 & ~_umask())
            os.fsync(file.fileno())
        os.replace(new, real)
    except BaseException:
        os.unlink(new)
        raise


def _write_into(path, data):
    # Without a reader it would wait for one for ever.
    descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
    os.set_blocking(descriptor, True)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask
