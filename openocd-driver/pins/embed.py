#!/usr/bin/env python3
"""embed.py PINS.txt OUT.cpp: the table of pins as a part of the program, which then needs no file to be found."""
import pathlib
import sys

text = pathlib.Path(sys.argv[1]).read_text(encoding="ascii")
pathlib.Path(sys.argv[2]).write_text('#include "openocd-driver/pins/pin-data.hpp"\n\nnamespace xspi {\n\n'
                                     f'std::string_view pin_data_text() {{ return R"pins({text})pins"; }}\n\n}} // namespace xspi\n')
