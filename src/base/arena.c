// SPDX-License-Identifier: MIT
/* Arenas are lists of chunks. Chunks of the usual size go back to a small store of their thread, since a server makes
 * and drops an arena with every request; larger ones go back to malloc. */
#include "base/arena.h"
#include "sanitizers.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE ((size_t)8192)
#ifdef HAS_ASAN
#define HAS_STORE false /* so that the use of what was freed is found */
#else
#define HAS_STORE true
#endif
#define STORE_MAX 64u

struct chunk {
    struct chunk *next;
    size_t size; /* the whole malloc'd block */
    alignas(max_align_t) char data[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *arg;
};

struct arena {
    struct chunk *chunks; /* the first is the one being filled */
    char *place, *end;
    struct deferred *deferred;
};

static _Thread_local struct {
    struct chunk *chunks;
    unsigned n;
} store;

static struct chunk *chunk_new(size_t size)
{
    struct chunk *chunk;

    if (size == CHUNK_SIZE && store.chunks) {
        chunk = store.chunks;
        store.chunks = chunk->next;
        store.n--;
        return chunk;
    }
    chunk = malloc(size);
    if (!chunk)
        abort();
    chunk->size = size;
    return chunk;
}

static void chunk_free(struct chunk *chunk)
{
    if (!HAS_STORE || chunk->size != CHUNK_SIZE || store.n >= STORE_MAX) {
        free(chunk);
        return;
    }
    chunk->next = store.chunks;
    store.chunks = chunk;
    store.n++;
}

static void arena_push(struct arena *arena, struct chunk *chunk)
{
    chunk->next = arena->chunks;
    arena->chunks = chunk;
    arena->place = chunk->data;
    arena->end = (char *)chunk + chunk->size;
}

struct arena *arena_new(void)
{
    struct chunk *chunk = chunk_new(CHUNK_SIZE);
    struct arena *arena = (struct arena *)(void *)chunk->data;
    struct arena first = {0};

    arena_push(&first, chunk);
    first.place += (sizeof first + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    *arena = first;
    return arena;
}

void arena_free(struct arena *arena)
{
    struct chunk *chunk, *next;

    if (!arena)
        return;
    for (struct deferred *d = arena->deferred; d; d = d->next)
        d->fn(d->arg);
    for (chunk = arena->chunks; chunk; chunk = next) { /* one of them holds the arena itself */
        next = chunk->next;
        chunk_free(chunk);
    }
}

void arena_store_free(void)
{
    while (store.chunks) {
        struct chunk *next = store.chunks->next;

        free(store.chunks);
        store.chunks = next;
    }
    store.n = 0;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    size_t wanted;
    char *p;

    if (size > SIZE_MAX / 2)
        abort();
    wanted = (size + align - 1) & ~(align - 1);
    if (wanted > (size_t)(arena->end - arena->place)) {
        size_t need = wanted + sizeof(struct chunk);

        if (need > CHUNK_SIZE / 2) { /* a block of its own, behind the one being filled */
            struct chunk *own = chunk_new(need > CHUNK_SIZE ? need : CHUNK_SIZE + 1);

            own->next = arena->chunks->next;
            arena->chunks->next = own;
            return own->data;
        }
        arena_push(arena, chunk_new(CHUNK_SIZE));
    }
    p = arena->place;
    arena->place += wanted;
    return p;
}

void *arena_zalloc(struct arena *arena, size_t n, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(n, size, &total))
        abort();
    return memset(arena_alloc(arena, total), 0, total);
}

char *arena_strndup(struct arena *arena, const char *s, size_t n)
{
    char *copy = arena_alloc(arena, n + 1);

    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *arena_strdup(struct arena *arena, const char *s)
{
    return arena_strndup(arena, s, strlen(s));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
    va_list again;
    char *text;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0)
        abort();
    text = arena_alloc(arena, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, format, args);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void arena_defer(struct arena *arena, void (*fn)(void *), void *arg)
{
    struct deferred *d = arena_alloc(arena, sizeof *d);

    *d = (struct deferred){arena->deferred, fn, arg};
    arena->deferred = d;
}
