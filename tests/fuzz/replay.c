// SPDX-License-Identifier: MIT
/* Plays the inputs that a fuzzer found, or somebody thought of, through a target again: what once was a fault stays
 * mended, also where there is no fuzzer. Arguments: files and folders. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned played;

static void play_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    struct stat st;
    uint8_t *data;
    size_t size;

    if (!file || fstat(fileno(file), &st)) {
        perror(path);
        exit(1);
    }
    data = malloc((size_t)st.st_size + 1);
    size = data ? fread(data, 1, (size_t)st.st_size, file) : 0;
    fclose(file);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    played++;
}

static void play(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    char inner[4096];

    if (!dir) {
        play_file(path);
        return;
    }
    while ((entry = readdir(dir)))
        if (entry->d_name[0] != '.' &&
            snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name) < (int)sizeof inner)
            play_file(inner);
    closedir(dir);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        play(argv[i]);
    printf("%u inputs played\n", played);
    return played ? 0 : 1;
}
