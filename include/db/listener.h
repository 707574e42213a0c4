// SPDX-License-Identifier: MIT
/* A connection of its own on one NOTIFY channel: it tells other processes that something was
 * committed, and hears it from them. A notification says "look", nothing more; some may be lost with
 * a connection, so whoever listens looks now and then by himself too.
 *
 * Notifications never travel inside the transactions of the work: the server commits notifying
 * transactions one by one (a lock on "database 0"), which cost three quarters of the writes. */
#ifndef SAUDA_DB_LISTENER_H
#define SAUDA_DB_LISTENER_H

struct db_connector;
struct listener;
struct loop;

struct listener_options {
    struct db_connector *connector;
    const char *conninfo;         /* must outlive the listener */
    const char *channel;          /* a plain SQL name */
    void (*on_notify)(void *arg); /* another session notified, or the connection is new */
    void *arg;
};

/* Begins to connect at once and again whenever the connection is lost. Before the loop runs, or on
 * its thread. */
struct listener *listener_new(struct loop *loop, const struct listener_options *options);
/* Tells the others, soon: at most one notification leaves each 20 ms. On the loop's thread. */
void listener_notify(struct listener *listener);
/* After the loop has stopped for good. NULL is allowed. */
void listener_free(struct listener *listener);

#endif
