#!/usr/bin/python3
"""A small window to drag files from, as a file manager would: drag_source.py X Y FILE..."""

import os
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

x, y, *files = sys.argv[1:]
uris = [GLib.filename_to_uri(os.path.abspath(file), None) for file in files]

window = Gtk.Window(title="drag source")
window.set_default_size(100, 80)
window.move(int(x), int(y))
handle = Gtk.EventBox()
handle.add(Gtk.Label(label="drag me"))
handle.drag_source_set(
    Gdk.ModifierType.BUTTON1_MASK,
    [Gtk.TargetEntry.new("text/uri-list", 0, 0)],
    Gdk.DragAction.COPY,
)
handle.connect("drag-data-get", lambda _w, _c, data, _i, _t: data.set_uris(uris))
handle.connect("drag-end", lambda *_: Gtk.main_quit())
window.add(handle)
window.connect("map-event", lambda *_: print("ready", flush=True))
window.show_all()
Gtk.main()
