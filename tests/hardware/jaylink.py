"""J-Links on USB, as libjaylink lists them: the library that OpenOCD's own J-Link driver uses."""
import ctypes

import outcome

LIBRARY = "libjaylink.so.0"
OK = 0
HIF_USB = 1  # libjaylink.h: JAYLINK_HIF_USB


def load(library=LIBRARY):
    try:
        lib = ctypes.CDLL(library)
    except OSError as error:
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0014",
                              f"J-Links cannot be listed: {error}; install libjaylink0") from error
    lib.jaylink_strerror.restype = ctypes.c_char_p
    lib.jaylink_exit.argtypes = [ctypes.c_void_p]
    lib.jaylink_discovery_scan.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
    lib.jaylink_get_devices.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
    lib.jaylink_device_get_serial_number.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    lib.jaylink_free_devices.argtypes = [ctypes.c_void_p, ctypes.c_bool]
    return lib


def serials(lib=None):
    """Serial numbers of the J-Links on USB, as decimal text. One whose number cannot be read is left out."""
    lib = lib or load()
    context = ctypes.c_void_p()
    _check(lib, lib.jaylink_init(ctypes.byref(context)), "libjaylink does not start (no USB on this machine?)")
    try:
        _check(lib, lib.jaylink_discovery_scan(context, HIF_USB), "libjaylink cannot search USB")
        devices, count = ctypes.POINTER(ctypes.c_void_p)(), ctypes.c_size_t()
        _check(lib, lib.jaylink_get_devices(context, ctypes.byref(devices), ctypes.byref(count)),
               "libjaylink does not list its devices")
        found = []
        for i in range(count.value):
            serial = ctypes.c_uint32()
            if lib.jaylink_device_get_serial_number(devices[i], ctypes.byref(serial)) == OK:
                found.append(str(serial.value))
        lib.jaylink_free_devices(devices, True)
        return found
    finally:
        lib.jaylink_exit(context)


def _check(lib, status, what):
    if status != OK:
        why = (lib.jaylink_strerror(status) or b"?").decode()
        raise outcome.Failure(outcome.NO_PROBE, "HIL-0014", f"{what}: {why}")
