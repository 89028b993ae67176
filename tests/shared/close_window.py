#!/usr/bin/python3
"""Closes the window with this name as a window manager does for its user: it asks, and the program may refuse."""
import ctypes
import subprocess
import sys

CLIENT_MESSAGE = 33
LIB = ctypes.CDLL("libX11.so.6")
LIB.XOpenDisplay.restype = ctypes.c_void_p
LIB.XInternAtom.restype = ctypes.c_ulong


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        # An event of X is as large as its largest kind.
        ("rest", ctypes.c_long * 24),
    ]


found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", sys.argv[1]], check=True, capture_output=True, text=True)
window = int(found.stdout.split()[-1])
display = ctypes.c_void_p(LIB.XOpenDisplay(None))


def atom(name):
    return LIB.XInternAtom(display, name.encode(), 0)


event = ClientMessage()
event.type = CLIENT_MESSAGE
event.window = window
event.message_type = atom("WM_PROTOCOLS")
event.format = 32
event.data[0] = atom("WM_DELETE_WINDOW")
LIB.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
# Whoever leaves before the server has read what was sent may take it along.
LIB.XSync(display, 0)
LIB.XCloseDisplay(display)
