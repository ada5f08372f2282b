// The functions as tools call them. Each begins where the image lies, which is not where it is linked for,
// and on whatever stack the tool has, which may be as small as 512 bytes. So the image moves itself, and a
// call works on the image's own stack. Nothing here may use an address before it is computed from PC.
#include "target-stubs/loader/entry.hpp"

// R4: what is to be called; R0 to R3: its arguments.
extern "C" [[gnu::naked, gnu::used, gnu::section(".entry")]] void loader_call() {
    asm volatile("adr   r5, 2f\n"
                 "ldr   r6, [r5]\n"
                 "add   r6, r5\n"
                 "bic   r6, r6, #7\n"
                 "ldr   r7, [r5, #16]\n"
                 "mov   r12, sp\n"
                 "str   r12, [r7, r5]\n"
                 "mov   sp, r6\n"
                 "push  {r0-r4, lr}\n"
                 "ldr   r0, [r5, #4]\n"
                 "add   r0, r5\n"
                 "ldr   r1, [r5, #8]\n"
                 "add   r1, r5\n"
                 "ldr   r2, [r5, #12]\n"
                 "add   r2, r5\n"
                 "bl    loader_move\n"
                 "pop   {r0-r4, lr}\n"
                 "blx   r4\n"
                 "1:\n"
                 "adr   r5, 2f\n"
                 "ldr   r7, [r5, #16]\n"
                 "ldr   r7, [r7, r5]\n"
                 "mov   sp, r7\n"
                 "pop   {r4-r11, pc}\n"
                 ".global loader_aborted\n"
                 ".type loader_aborted, %function\n"
                 ".thumb_func\n"
                 "loader_aborted:\n"
                 "adr   r5, 2f\n"
                 "ldr   r6, [r5]\n"
                 "add   r6, r5\n"
                 "bic   r6, r6, #7\n"
                 "mov   sp, r6\n"
                 "bl    loader_faulted\n"
                 "b     1b\n"
                 ".balign 4\n"
                 "2:\n"
                 ".word stack_top - 2b\n"
                 ".word image_begin - 2b\n"
                 ".word loader_moved_to - 2b\n"
                 ".word relocations - 2b\n"
                 ".word loader_caller_sp - 2b\n");
}

// In handler mode, whichever fault it is: execution goes on at loader_aborted, with a clean xPSR. The frame
// is R0 to R3, R12, LR, PC, xPSR, on the stack that EXC_RETURN names.
extern "C" [[gnu::naked, gnu::used, gnu::section(".entry")]] void loader_fault() {
    asm volatile("tst   lr, #4\n"
                 "ite   eq\n"
                 "mrseq r0, msp\n"
                 "mrsne r0, psp\n"
                 "adr   r1, loader_aborted\n"
                 "bic   r1, r1, #1\n"
                 "str   r1, [r0, #24]\n"
                 "mov   r1, #0x01000000\n"
                 "str   r1, [r0, #28]\n"
                 "bx    lr\n");
}

#define ENTRY(name)                                                                                          \
    extern "C" [[gnu::naked, gnu::used, gnu::section(".entry")]] void name() {                               \
        asm volatile("push  {r4-r11, lr}\n"                                                                  \
                     "adr   r4, 1f\n"                                                                        \
                     "ldr   r5, [r4]\n"                                                                      \
                     "add   r4, r5\n"                                                                        \
                     "b     loader_call\n"                                                                   \
                     ".balign 4\n"                                                                           \
                     "1: .word loader_" #name " - 1b\n");                                                    \
    }

ENTRY(flm_Init)
ENTRY(flm_UnInit)
ENTRY(flm_EraseChip)
ENTRY(flm_EraseSector)
ENTRY(flm_ProgramPage)
ENTRY(flm_BlankCheck)
ENTRY(flm_Verify)
ENTRY(flm_ReadFlash)
ENTRY(stldr_Init)
ENTRY(stldr_Write)
ENTRY(stldr_Read)
ENTRY(stldr_SectorErase)
ENTRY(stldr_MassErase)
ENTRY(stldr_Verify)
ENTRY(stldr_CheckSum)

extern "C" {
// Where the words in the list are right for: 0, as it is linked, or where the exporter has moved it.
[[gnu::section(".facts"), gnu::used]] std::uint32_t loader_moved_to = 0;
[[gnu::used]] std::uint32_t loader_caller_sp;
}

// list: which words of the image hold addresses in it, by their number; 0 ends it.
extern "C" [[gnu::used, gnu::section(".entry")]] void
loader_move(std::uint32_t* image, std::uint32_t* moved_to, const std::uint16_t* list) {
    const std::uint32_t distance = reinterpret_cast<std::uintptr_t>(image) - *moved_to;
    if (distance == 0) return;
    for (; *list != 0; ++list) image[*list] += distance;
    *moved_to += distance;
}
