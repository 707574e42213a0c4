// SPDX-License-Identifier: MIT
/* Both lists are read from their ends, so that nothing that a client wrote in front of them is ever looked at. */
#include "http/forwarded.h"

#include "list.h"

#include <string.h>

/* An address, or with a port as some proxies write it: 10.0.0.1:4711, [fd00::1]:4711. */
static bool parse_node(struct slice node, struct ip *ret_ip)
{
    const char *colon = memchr(node.s, ':', node.len);
    const char *end = node.s + node.len;

    if (*node.s == '[') {
        const char *bracket = memchr(node.s, ']', node.len);

        return bracket && (bracket + 1 == end || bracket[1] == ':') &&
               ip_parse(node.s + 1, (size_t)(bracket - node.s) - 1, ret_ip);
    }
    if (colon && !memchr(colon + 1, ':', (size_t)(end - colon) - 1))
        node.len = (size_t)(colon - node.s);
    return ip_parse(node.s, node.len, ret_ip);
}

/* Of the proxies that stand between us and the client the outermost one's word, which is the `hops`-th from the end
 * where each appends its own, and the first where they hand on the outermost's. */
static bool came_by_https(const struct param *headers, size_t n, unsigned hops)
{
    struct list_end protos = list_end(headers, n, "X-Forwarded-Proto");
    struct slice proto = {"", 0};

    while (hops && list_previous(&protos, &proto))
        hops--;
    return slice_is(proto, "https");
}

struct forwarded forwarded_read(const struct networks *trusted, struct ip peer,
                                const struct param *headers, size_t n)
{
    struct list_end nodes = list_end(headers, n, "X-Forwarded-For");
    struct forwarded got = {.client = peer};
    unsigned hops;
    struct slice node;
    struct ip ip;

    if (!networks_have(trusted, peer))
        return got;
    for (hops = 1; list_previous(&nodes, &node) && parse_node(node, &ip); hops++) {
        got.client = ip;
        if (!networks_have(trusted, ip))
            break;
    }
    got.is_https = came_by_https(headers, n, hops);
    return got;
}
