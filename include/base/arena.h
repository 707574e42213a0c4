// SPDX-License-Identifier: MIT
/* Memory that is freed all at once: one arena a request or job. What a handler or a repository function returns lives
 * in its arena and nobody frees it. Out of memory aborts; so every size a client controls is bounded beforehand.
 * An arena belongs to one thread at a time. */
#ifndef SAUDA_BASE_ARENA_H
#define SAUDA_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* Runs what arena_defer() noted, last first, then frees everything. NULL is allowed. */
void arena_free(struct arena *arena);
/* Gives back the chunks that the calling thread keeps for its next arenas: before a thread ends. */
void arena_store_free(void);

/* `size` bytes aligned for any type; never NULL. */
void *arena_alloc(struct arena *arena, size_t size) __attribute__((malloc, alloc_size(2)));
/* The same, zeroed; the product n * size is checked. */
void *arena_zalloc(struct arena *arena, size_t n, size_t size)
    __attribute__((malloc, alloc_size(2, 3)));
/* NUL-terminated copies. */
char *arena_strdup(struct arena *arena, const char *s);
char *arena_strndup(struct arena *arena, const char *s, size_t n);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list args);

/* Calls `fn(arg)` when the arena is freed: for what cannot live in it (PGresult, json_t). */
void arena_defer(struct arena *arena, void (*fn)(void *), void *arg);

#endif
