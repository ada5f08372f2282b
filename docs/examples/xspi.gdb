# gdb-multiarch -x xspi.gdb blinky.elf    with `build/openocd -f board/nucleo_h7s3l8.cfg` running
set print asm-demangle on
set history save on
target extended-remote :3333

define reset-halt
    monitor reset halt
    # gdb does not see a reset by itself.
    maintenance flush register-cache
end
document reset-halt
Reset the board and stop at the first instruction of the internal flash.
end

define run-to-main
    reset-halt
    thbreak main
    continue
end
document run-to-main
Reset, and run through the bootloader to the main() of the program whose symbols are loaded first.
end

define program
    load
    run-to-main
end
document program
Program what gdb was started with and stop in its main().
end
