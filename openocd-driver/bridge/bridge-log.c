// What OpenOCD said last: some causes stand there and nowhere else.
#include "bridge-internal.h"

static char recent[8192];
static size_t recent_length;

static void take_line(void* context, const char* file, unsigned line, const char* function,
                      const char* text) {
    (void)context, (void)file, (void)line, (void)function;
    size_t length = strlen(text);
    if (length >= sizeof(recent)) return;
    if (recent_length + length >= sizeof(recent)) recent_length = 0; // an older half is of no use any more
    memcpy(recent + recent_length, text, length + 1);
    recent_length += length;
}

int bridge_listen_to_log(void) { return log_add_callback(take_line, NULL); }

const char* bridge_recent_log(void) { return recent; }

void bridge_forget_log(void) {
    recent[0] = '\0';
    recent_length = 0;
}
