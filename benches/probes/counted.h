/* An allocator that counts: it takes the place of the C library's own, and the library that is loaded calls it, too. */

#ifndef COUNTED_H
#define COUNTED_H

#include <errno.h>
#include <malloc.h>
#include <stddef.h>

/* What the C library's own are called beside the names that are replaced here. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

/* The bytes that are held, the most there ever were, and how often some were asked for. They are volatile because a
   compiler knows that its own malloc changes no variable. */
static volatile long long held, most_held, asked;

static void *counted(void *block)
{
    ++asked;
    held += (long long)malloc_usable_size(block);
    most_held = held > most_held ? held : most_held;
    return block;
}

void *malloc(size_t size)
{
    return counted(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return counted(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    held -= (long long)malloc_usable_size(block);
    return counted(__libc_realloc(block, size));
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    *block = counted(__libc_memalign(alignment, size));
    return *block == NULL ? ENOMEM : 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return counted(__libc_memalign(alignment, size));
}

void free(void *block)
{
    held -= (long long)malloc_usable_size(block);
    __libc_free(block);
}

#endif
