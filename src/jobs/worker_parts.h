// SPDX-License-Identifier: MIT
/* The worker, and what it is made of, as its parts see each other. */
#ifndef SAUDA_JOBS_WORKER_PARTS_H
#define SAUDA_JOBS_WORKER_PARTS_H

#include "jobs/worker.h"
#include "periodic.h"

#include <pthread.h>
#include <stdbool.h>

#define WORKER_JOBS_MAX 4 /* of the queue, at once */

enum {
    PERIODIC_CLAIM,
    PERIODIC_STORE,
    PERIODIC_ROLLUPS,
    PERIODIC_RETENTION,
    PERIODIC_PARTITIONS,
    PERIODIC_MAIL,
    PERIODIC_REMINDERS,
    PERIODIC_TAKE,
    PERIODIC_BEAT,
    PERIODIC_RECLAIM,
    N_PERIODICS
};

struct worker {
    struct worker_options options;
    struct loop *loop;
    struct db *db;
    struct periodic periodics[N_PERIODICS];
    bool is_stopping;
    struct schedule *schedule;
    struct upkeep *upkeep;
    struct mailer *mailer;
    struct queue *queue;
    pthread_t thread;
};

/* Ends the loop when the worker is stopping and nothing is left to do. */
void worker_end_if_done(struct worker *worker);

/* schedule.c: checks that are due, and storing what they find. */
struct schedule *schedule_new(struct worker *worker, struct periodic *claim, struct periodic *store);
void schedule_free(struct schedule *schedule);
/* Ends what is under way. */
void schedule_stop(struct schedule *schedule);
/* Whether nothing is left to be stored. */
bool schedule_is_done(const struct schedule *schedule);

/* upkeep.c: rollups, retention, partitions. */
struct upkeep *upkeep_new(struct periodic *rollups, struct periodic *retention,
                          struct periodic *partitions, unsigned events_keep_days);
void upkeep_free(struct upkeep *upkeep);

/* reminders.c: telling people of tasks that are due. */
void reminders_init(struct periodic *remind);

/* queue.c: taking jobs of the queue, their heartbeats, and taking over those of processes that died. */
struct queue *queue_new(struct worker *worker, struct periodic *take, struct periodic *beat,
                        struct periodic *reclaim);
void queue_free(struct queue *queue);
/* There may be a new job, or one that is to end. */
void queue_look(struct queue *queue);
/* Takes no more jobs and gives back those that run. */
void queue_drain(struct queue *queue);
/* Whether none runs. */
bool queue_is_done(const struct queue *queue);

#endif
