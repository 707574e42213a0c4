// SPDX-License-Identifier: MIT

package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
)

const (
	modulesPrefix = "/api/v1/modules/"
	maxBody       = 64 << 10
	maxOrder      = 1000000
	tries         = 5
)

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

type module struct {
	ID              string          `json:"id"`
	Name            string          `json:"name"`
	Platform        string          `json:"platform"`
	Status          string          `json:"status"`
	Description     string          `json:"description"`
	Version         string          `json:"version"`
	APIURL          string          `json:"api_url"`
	HealthEndpoint  string          `json:"health_endpoint"`
	Features        []string        `json:"features"`
	Config          json.RawMessage `json:"config"`
	LastHealthCheck *stamp          `json:"last_health_check"`
	IsHealthy       *bool           `json:"is_healthy"`
	IsDegraded      bool            `json:"is_degraded"`
	LastStatusCode  *int32          `json:"last_status_code"`
	LastLatencyMs   *int32          `json:"last_latency_ms"`
	LastError       *string         `json:"last_error"`
	Uptime24h       *float64        `json:"uptime_24h"`
	RecentLatencyMs []*int32        `json:"recent_latency_ms"`
	Revision        int32           `json:"revision"`
	CreatedAt       stamp           `json:"created_at"`
	UpdatedAt       stamp           `json:"updated_at"`
	Order           int64           `json:"order"`
}

// The first two columns are for the statement alone, and so are `more` before the last one.
func scan(row pgx.Row, m *module, more ...interface{}) error {
	var checked *time.Time
	var created, updated time.Time
	columns := []interface{}{nil, nil, &m.ID, &m.Name, &m.Platform, &m.Status, &m.Description, &m.Version, &m.APIURL,
		&m.HealthEndpoint, &m.Features, &m.Config, &checked, &m.IsHealthy, &m.IsDegraded, &m.LastStatusCode,
		&m.LastLatencyMs, &m.LastError, &m.Uptime24h, &m.RecentLatencyMs, &m.Revision, &created, &updated}
	err := row.Scan(append(append(columns, more...), &m.Order)...)
	m.LastHealthCheck = (*stamp)(checked)
	m.CreatedAt, m.UpdatedAt = stamp(created), stamp(updated)
	return err
}

func (s *server) get(w http.ResponseWriter, r *http.Request, who *caller, id string) {
	var m module
	err := scan(s.pool.QueryRow(r.Context(), s.statements.Get, who.Org, id), &m)
	replyRow(w, &m, m.Revision, err)
}

func (s *server) list(w http.ResponseWriter, r *http.Request, who *caller) {
	modules := []module{}
	rows, err := s.pool.Query(r.Context(), s.statements.List, who.Org, nil, nil, nil, nil)
	if err == nil {
		defer rows.Close()
		for rows.Next() {
			modules = append(modules, module{})
			if err = scan(rows, &modules[len(modules)-1], interface{}(nil)); err != nil {
				break
			}
		}
		if err == nil {
			err = rows.Err()
		}
	}
	if err != nil {
		failInternal(w, err)
		return
	}
	reply(w, http.StatusOK, modules)
}

func (s *server) tryMove(ctx context.Context, who *caller, id string, order int64, m *module) error {
	batch := &pgx.Batch{}
	batch.Queue(s.statements.Actor, who.Subject, nil)
	batch.Queue(s.statements.Move, who.Org, id, order, nil, nil, nil, nil, false)
	batch.Queue(s.statements.Get, who.Org, id)
	results := s.pool.SendBatch(ctx, batch)
	defer results.Close()
	for i := 0; i < 2; i++ {
		if _, err := results.Exec(); err != nil {
			return err
		}
	}
	if err := scan(results.QueryRow(), m); err != nil {
		return err
	}
	return results.Close()
}

// Two who come to the same place at once: the second tries again.
func (s *server) move(w http.ResponseWriter, r *http.Request, who *caller, id string) {
	var body struct {
		Order *int64 `json:"order"`
	}
	var clash *pgconn.PgError
	var m module
	if !readBody(w, r, maxBody, &body) {
		return
	}
	if body.Order == nil || *body.Order < 0 || *body.Order > maxOrder {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	err := s.tryMove(r.Context(), who, id, *body.Order, &m)
	for i := 1; i < tries && errors.As(err, &clash) && clash.Code == "23505"; i++ {
		err = s.tryMove(r.Context(), who, id, *body.Order, &m)
	}
	replyRow(w, &m, m.Revision, err)
}

func (s *server) serveModules(w http.ResponseWriter, r *http.Request, who *caller, id string) {
	isMove := strings.HasSuffix(id, "/order")
	if isMove {
		id = id[:len(id)-len("/order")]
	}
	switch {
	case id == "" && r.Method == http.MethodGet:
		s.list(w, r, who)
	case !uuid.MatchString(id):
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
	case isMove && r.Method == http.MethodPatch:
		s.move(w, r, who, id)
	case !isMove && r.Method == http.MethodGet:
		s.get(w, r, who, id)
	default:
		fail(w, http.StatusMethodNotAllowed, "method_not_allowed")
	}
}
