// SPDX-License-Identifier: MIT

// The operations in Go: net/http, encoding/json and a pgx pool, as their manuals show them. A change is one batch, pgx's
// way to send several statements in one trip and one transaction. golang-jwt verifies the tokens.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt"
	"github.com/jackc/pgx/v4"
	"github.com/jackc/pgx/v4/pgxpool"
)

const bearer = "Bearer "

type stamp time.Time

func (s stamp) MarshalJSON() ([]byte, error) {
	return []byte(time.Time(s).UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}

type server struct {
	pool       *pgxpool.Pool
	key        []byte
	parser     *jwt.Parser
	statements struct {
		Actor                                                  string
		Get, List, Move                                        string
		Product, UpdateProduct, Products, Deep, Search         string
		Deal, Deals, Board, MoveDeal                           string
		CreateOperation, Quiet, SaveMany, Tell, Finish, Export string
	}
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

func failInternal(w http.ResponseWriter, err error) {
	log.Print(err)
	fail(w, http.StatusInternalServerError, "internal")
}

func replyRow(w http.ResponseWriter, row interface{}, revision int32, err error) {
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		fail(w, http.StatusNotFound, "not_found")
	case err != nil:
		failInternal(w, err)
	default:
		w.Header().Set("ETag", `"`+strconv.Itoa(int(revision))+`"`)
		reply(w, http.StatusOK, row)
	}
}

// Reads the body into `into`; false when it was answered already.
func readBody(w http.ResponseWriter, r *http.Request, maxBytes int64, into interface{}) bool {
	var broken *json.SyntaxError
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBytes))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if errors.As(err, &broken) {
		fail(w, http.StatusBadRequest, "bad_json")
	} else if err != nil {
		fail(w, http.StatusUnprocessableEntity, "validation_failed")
	}
	return err == nil
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	who, isKnown := s.identify(r)
	switch {
	case !isKnown:
		fail(w, http.StatusUnauthorized, "unauthorized")
	case strings.HasPrefix(r.URL.Path, modulesPrefix):
		s.serveModules(w, r, who, r.URL.Path[len(modulesPrefix):])
	case strings.HasPrefix(r.URL.Path, productsPrefix):
		s.serveProducts(w, r, who, r.URL.Path[len(productsPrefix):])
	case strings.HasPrefix(r.URL.Path, dealsPrefix):
		s.serveDeals(w, r, who, r.URL.Path[len(dealsPrefix):])
	default:
		fail(w, http.StatusNotFound, "not_found")
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
