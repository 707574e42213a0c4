// SPDX-License-Identifier: MIT

// The three operations in Go: net/http, encoding/json and a pgx pool, as their manuals show them. A move is one batch,
// pgx's way to send several statements in one trip and one transaction. golang-jwt verifies the tokens.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt"
	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

const (
	prefix   = "/api/v1/modules/"
	maxBody  = 64 << 10
	maxOrder = 1000000
	tries    = 5
	bearer   = "Bearer "
)

type stamp time.Time

func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(s).UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}

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

type server struct {
	pool       *pgxpool.Pool
	key        []byte
	parser     *jwt.Parser
	statements struct{ Get, List, Move, Actor string }
}

// Whose request it is.
type caller struct {
	jwt.RegisteredClaims
	Org string `json:"org"`
}

func (s *server) identify(r *http.Request) (*caller, bool) {
	var who caller
	header := r.Header.Get("Authorization")
	if !strings.HasPrefix(header, bearer) {
		return nil, false
	}
	_, err := s.parser.ParseWithClaims(header[len(bearer):], &who, func(*jwt.Token) (interface{}, error) {
		return s.key, nil
	})
	return &who, err == nil && who.VerifyExpiresAt(time.Now(), true) && who.VerifyIssuer("sauda", true) &&
		who.VerifyAudience("sauda", true)
}

var uuid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func reply(w http.ResponseWriter, status int, body interface{}) {
	text, err := json.Marshal(body)
	if err != nil {
		log.Print(err)
		status, text = http.StatusInternalServerError, []byte(`{"error_code":"internal"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	w.Write(text)
}

func fail(w http.ResponseWriter, status int, code string) {
	reply(w, status, map[string]string{"error_code": code})
}

func replyModule(w http.ResponseWriter, m *module, err error) {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		fail(w, http.StatusNotFound, "not_found")
	case err != nil:
		log.Print(err)
		fail(w, http.StatusInternalServerError, "internal")
	default:
		w.Header().Set("ETag", `"`+strconv.Itoa(int(m.Revision))+`"`)
		reply(w, http.StatusOK, m)
	}
}

func (s *server) get(w http.ResponseWriter, r *http.Request, who *caller, id string) {
	var m module
	err := scan(s.pool.QueryRow(r.Context(), s.statements.Get, who.Org, id), &m)
	replyModule(w, &m, err)
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
		log.Print(err)
		fail(w, http.StatusInternalServerError, "internal")
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
	var broken *json.SyntaxError
	var clash *pgconn.PgError
	var m module
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&body)
	if errors.As(err, &broken) {
		fail(w, http.StatusBadRequest, "bad_json")
		return
	}
	if err != nil || body.Order == nil || *body.Order < 0 || *body.Order > maxOrder {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
		return
	}
	err = s.tryMove(r.Context(), who, id, *body.Order, &m)
	for i := 1; i < tries && errors.As(err, &clash) && clash.Code == "23505"; i++ {
		err = s.tryMove(r.Context(), who, id, *body.Order, &m)
	}
	replyModule(w, &m, err)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, prefix) {
		fail(w, http.StatusNotFound, "not_found")
		return
	}
	who, isKnown := s.identify(r)
	if !isKnown {
		fail(w, http.StatusUnauthorized, "unauthorized")
		return
	}
	id := r.URL.Path[len(prefix):]
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

func main() {
	s := &server{
		key:    []byte(os.Getenv("SECRET_KEY")),
		parser: jwt.NewParser(jwt.WithValidMethods([]string{"HS256"})),
	}
	text, err := os.ReadFile(os.Getenv("STATEMENTS"))
	if err == nil {
		err = json.Unmarshal(text, &s.statements)
	}
	if err != nil {
		log.Fatal(err)
	}
	config, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	connections, err := strconv.Atoi(os.Getenv("POOL"))
	if err != nil {
		log.Fatal(err)
	}
	config.MaxConns = int32(connections)
	config.MinConns = config.MaxConns
	if s.pool, err = pgxpool.ConnectConfig(context.Background(), config); err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), s))
}
