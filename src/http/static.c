// SPDX-License-Identifier: MIT
/* Files from the binary. Nothing is read, compressed or copied: a reply points at the bytes that were packed at build
 * time, so a file costs a search by name, and no path of a client ever touches a disk. */
#include "http/static.h"

#include "http/negotiate.h"

#include <stdlib.h>
#include <string.h>

#define POLICY                                                                                     \
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "                    \
    "img-src 'self' data: https: http:; connect-src 'self' ws: wss:; font-src 'self' data:; "      \
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"

#define PERMISSIONS                                                                                \
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "              \
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"

#define METHODS "GET, HEAD, OPTIONS"

/* Where the panel was left out of the build. */
static const char no_panel[] = "<!doctype html>\n"
                               "<html lang=\"en\">\n"
                               "<head><meta charset=\"utf-8\"><title>Sauda</title></head>\n"
                               "<body>\n"
                               "<h1>Sauda is running</h1>\n"
                               "<p>This build has no panel in it. <code>scripts/build</code> makes "
                               "one that has.</p>\n"
                               "<p>The API is at <code>/api</code>, its contract at "
                               "<a href=\"/openapi.json\">/openapi.json</a>.</p>\n"
                               "</body>\n"
                               "</html>\n";

static int compare_path(const void *key, const void *item)
{
    return strcmp(key, ((const struct asset *)item)->path);
}

static const struct asset *find(const struct asset *table, size_t n, const char *path)
{
    return bsearch(path, table, n, sizeof *table, compare_path);
}

/* What no page of the panel is called: then the panel would hide that a file is missing. */
static bool looks_like_file(const char *path)
{
    const char *last = strrchr(path, '/');

    return strncmp(path, "/assets/", 8) == 0 || strncmp(path, "/docs/", 6) == 0 ||
           strchr(last ? last : path, '.') != NULL;
}

/* What a browser shows as a page of its own. A page consists of many other files, for which its own policies count. */
static bool is_page(const char *type)
{
    return strncmp(type, "text/html", 9) == 0 || strncmp(type, "image/svg+xml", 13) == 0;
}

static void add_page_policies(struct reply *reply)
{
    reply_header(reply, "Content-Security-Policy", POLICY);
    reply_header(reply, "X-Frame-Options", "DENY"); /* for whom frame-ancestors is news */
    reply_header(reply, "Cross-Origin-Opener-Policy", "same-origin");
    reply_header(reply, "Permissions-Policy", PERMISSIONS);
    reply_header(reply, "Referrer-Policy", "same-origin");
}

static void choose_bytes(struct reply *reply, const struct asset *asset, const char *accept_encoding)
{
    switch (negotiate_coding(accept_encoding, asset->gz != NULL, asset->br != NULL)) {
    case CODING_BR:
        reply_header(reply, "Content-Encoding", "br");
        reply->static_body = asset->br;
        reply->static_len = asset->br_len;
        break;
    case CODING_GZIP:
        reply_header(reply, "Content-Encoding", "gzip");
        reply->static_body = asset->gz;
        reply->static_len = asset->gz_len;
        break;
    case CODING_IDENTITY:
        reply->static_body = asset->raw;
        reply->static_len = asset->raw_len;
        break;
    }
}

static enum err serve(const struct asset *asset, const struct static_request *rq,
                      struct reply *ret_reply)
{
    struct reply reply = {.status = 200};

    reply_header(&reply, "Cache-Control",
                 asset->is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (is_page(asset->type))
        add_page_policies(&reply);
    reply_header(&reply, "ETag", asset->etag);
    reply_header(&reply, "Vary", "Accept-Encoding");
    if (negotiate_etag_matches(rq->if_none_match, asset->etag)) {
        reply.status = 304;
    } else {
        reply.content_type = asset->type;
        choose_bytes(&reply, asset, rq->accept_encoding);
    }
    *ret_reply = reply;
    return ERR_OK;
}

static enum err serve_no_panel(struct reply *ret_reply)
{
    *ret_reply = (struct reply){.status = 200,
                                .content_type = "text/html; charset=utf-8",
                                .static_body = no_panel,
                                .static_len = sizeof no_panel - 1};
    reply_header(ret_reply, "Cache-Control", "no-store");
    add_page_policies(ret_reply);
    return ERR_OK;
}

static enum err refuse_method(struct ctx *cx, const char *method, struct reply *ret_reply)
{
    if (strcmp(method, "OPTIONS") == 0) {
        *ret_reply = (struct reply){.status = 204};
    } else {
        (void)fail(cx, ERR_METHOD_NOT_ALLOWED, NULL);
        reply_error(cx, ret_reply);
        reply_header(ret_reply, "Cache-Control", "no-store");
    }
    reply_header(ret_reply, "Allow", METHODS);
    return ERR_OK;
}

enum err static_reply_from(struct ctx *cx, const struct asset *table, size_t n,
                           const struct static_request *rq, struct reply *ret_reply)
{
    const char *path = rq->path;
    bool is_docs = strcmp(path, "/docs") == 0 || strcmp(path, "/docs/") == 0;
    const struct asset *asset = find(table, n, is_docs ? "/docs/index.html" : path);

    if (path[0] != '/' || (!asset && !is_docs && looks_like_file(path)))
        return fail(cx, ERR_NOT_FOUND, NULL);
    if (strcmp(rq->method, "GET") != 0 && strcmp(rq->method, "HEAD") != 0)
        return refuse_method(cx, rq->method, ret_reply);
    if (!asset)
        asset = find(table, n, "/index.html");
    return asset ? serve(asset, rq, ret_reply) : serve_no_panel(ret_reply);
}

enum err static_reply(struct ctx *cx, const struct static_request *rq, struct reply *ret_reply)
{
    return static_reply_from(cx, assets, n_assets, rq, ret_reply);
}
